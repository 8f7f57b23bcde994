/** The day ServiceTitan publishes new OpenAPI files: what `npm run catalog:update` writes and says. */
import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const root = join(__dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalog-'));
  for (const name of ['openapi', 'specs', 'specs/catalog']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const writeJson = (name: string, value: unknown): void => writeFileSync(join(folder, name), JSON.stringify(value));
const stream = { feed: 'list', primaryKey: ['id'], cursor: null, pageSize: 5000 };
const catalog = (...paths: string[]): void => {
  const streams = paths.map((name) => ({ ...stream, name, path: `/zoo/v2/tenant/{tenant}/${name}` }));
  writeJson('specs/catalog/streams.json', { streams });
  writeJson('specs/catalog/left-out.json', { endpoints: [] });
};

const page = (item: unknown): unknown => ({
  type: 'object',
  properties: { page: { type: 'integer' }, hasMore: { type: 'boolean' }, data: { type: 'array', items: item } },
});
const list = (name: string, parameters: unknown[] = []): unknown => ({
  get: {
    summary: 'Words that stay with their author',
    parameters: [{ name: 'tenant', in: 'path', required: true, schema: { type: 'integer' } }, ...parameters],
    responses: {
      '200': { content: { 'application/json': { schema: page({ $ref: `#/components/schemas/${name}` }) } } },
    },
    security: [{ apiKeyHeader: [], oauth: [`tn.zoo.${name}:r`] }],
  },
});
const animal = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'integer', format: 'int64', description: 'Words' },
    name: { type: ['string', 'null'] },
    keeper: { oneOf: [{ $ref: '#/components/schemas/keepers' }, { type: 'null' }] },
  },
};
const openapi = (paths: Record<string, unknown>, schemas: Record<string, unknown>): void =>
  writeJson('openapi/zoo.json', {
    openapi: '3.1.0',
    info: { version: '1.0' },
    servers: [{ url: 'https://api.example.com/zoo/v2' }],
    paths: Object.fromEntries(Object.entries(paths).map(([name, item]) => [`/tenant/{tenant}/${name}`, item])),
    components: { schemas },
  });
const keepers = { type: 'object', properties: { id: { type: 'integer' } } };

function update(): { status: number | null; lines: string[]; errors: string } {
  const script = join(root, 'scripts', 'specs', 'update-catalog.mjs');
  const args = [script, join(folder, 'openapi'), join(folder, 'specs')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, lines: stdout.split('\n').map((line) => line.trim()), errors: stderr };
}

test('the facts are names, types and numbers, and none of the words', () => {
  catalog('animals');
  const pageSize = { name: 'pageSize', in: 'query', description: 'Maximum value is 500.', schema: { type: 'integer' } };
  const sort = {
    name: 'sort',
    in: 'query',
    description: 'Available fields are: Id, Name.',
    schema: { type: 'string' },
  };
  openapi({ animals: list('animals', [pageSize, sort]) }, { animals: animal, keepers });
  expect(update().status).toBe(0);
  const written = readFileSync(join(folder, 'specs', 'api', 'zoo.json'), 'utf8');
  expect(written).not.toContain('ords');
  expect(JSON.parse(written)).toEqual({
    module: 'zoo',
    version: '1.0',
    endpoints: [
      {
        method: 'GET',
        path: '/zoo/v2/tenant/{tenant}/animals',
        scope: 'tn.zoo.animals:r',
        parameters: [
          { name: 'pageSize', in: 'query', type: 'integer', maximum: 500 },
          { name: 'sort', in: 'query', type: 'string', sortFields: ['Id', 'Name'] },
        ],
        answer: { envelope: 'page', item: { $ref: 'animals' } },
      },
    ],
    schemas: {
      animals: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'integer', format: 'int64' },
          name: { type: 'string', nullable: true },
          keeper: { $ref: 'keepers', nullable: true },
        },
      },
      keepers: { type: 'object', properties: { id: { type: 'integer' } } },
    },
  });
  expect(update().lines).toEqual(['Nothing changed.', '']);
});

test('a new release is told in plain words: endpoints, parameters, fields, and what is yet to be decided', () => {
  catalog('animals', 'cages');
  openapi({ animals: list('animals'), cages: list('keepers') }, { animals: animal, keepers });
  update();
  const { name, ...properties } = animal.properties;
  openapi(
    {
      animals: list('animals', [{ name: 'active', in: 'query', schema: { type: 'boolean' } }]),
      visitors: list('keepers'),
    },
    {
      animals: { ...animal, properties: { ...properties, id: name, born: { type: 'string', format: 'date' } } },
      keepers,
    },
  );
  expect(update().lines).toEqual([
    'Endpoints:',
    'new GET /zoo/v2/tenant/{tenant}/visitors',
    'gone GET /zoo/v2/tenant/{tenant}/cages',
    '',
    'Parameters and answers:',
    'GET /zoo/v2/tenant/{tenant}/animals: new parameter active (boolean)',
    '',
    'Fields:',
    'animals: new field born (string date)',
    'animals: field name is gone',
    'animals: field id: integer -> string',
    '',
    'Neither a stream nor left out for a reason (decide in specs/catalog):',
    'GET /zoo/v2/tenant/{tenant}/visitors',
    '',
    'Streams whose endpoint is gone (the build refuses them):',
    'cages: GET /zoo/v2/tenant/{tenant}/cages',
    '',
  ]);
});

test('a folder without OpenAPI files changes nothing and says how the command is called', () => {
  catalog('animals');
  openapi({ animals: list('animals') }, { animals: animal, keepers });
  update();
  rmSync(join(folder, 'openapi', 'zoo.json'));
  const outcome = update();
  expect([outcome.status, outcome.errors]).toEqual([2, expect.stringContaining('npm run catalog:update')]);
  expect(readFileSync(join(folder, 'specs', 'api', 'zoo.json'), 'utf8')).toContain('animals');
});
