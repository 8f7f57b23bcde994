/** The destination's spec, check and exit codes, by the rules that Airbyte's acceptance tests have. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { destinationProgram, run } from '../support/connector';
import {
  catalog,
  createDestination,
  exampleRecords,
  failure,
  lines,
  wholeStreams,
  type Destination,
} from '../support/destination';
import type { JsonSchema } from '../support/protocol';

const destinationLibrary = join(destinationProgram, '..', '..', 'lib', 'main.js');

let destination: Destination;
beforeEach(() => {
  destination = createDestination();
});
afterEach(() => {
  destination.folder.remove();
});

const specOf = async () => {
  const outcome = await run(destinationProgram, ['spec']);
  expect(outcome.code).toBe(0);
  expect(outcome.messages).toHaveLength(1);
  return outcome.messages[0]!.spec!;
};

test('spec loads no library of a delivery, a spool or a format, because a form waits for it', () => {
  const tellLoaded = `process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n'))); require(process.argv[1])`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', tellLoaded, destinationLibrary, 'spec'], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stderr).toMatch(/airbyte-runtime/);
  expect(
    stderr.split('\n').filter((path) => /\/(pg|mysql2|ssh2|axios|libsql|fflate|yaml|legacy-format)\//.test(path)),
  ).toEqual([]);
});

/** Every object schema of a spec, with its place. */
function objects(schema: JsonSchema, at = ''): [string, JsonSchema][] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, each]) => objects(each, `${at}/${name}`));
  const kinds = (schema.oneOf ?? []) as JsonSchema[];
  return [[at, schema], ...below, ...kinds.flatMap((kind, number) => objects(kind, `${at}/${number}`))];
}

test('spec offers the sync modes and describes every field with title, description, order and examples', async () => {
  const spec = await specOf();
  expect(spec.supported_destination_sync_modes).toEqual(['overwrite', 'append', 'append_dedup']);
  expect(spec.supportsIncremental).toBe(true);
  const schema = spec.connectionSpecification;
  expect(schema.additionalProperties).toBe(true);
  expect(Object.keys(schema.properties!)).toEqual([
    'tenant_key',
    'time_zone',
    'trade',
    'software',
    'import_id',
    'format',
    'delivery',
    'limits',
    'workspace',
    'retention',
  ]);
  for (const [at, object] of objects(schema)) {
    const fields = Object.entries(object.properties ?? {});
    for (const [name, field] of fields) {
      expect([at, name, typeof field.title, typeof field.description, typeof field.order]).toEqual([
        at,
        name,
        'string',
        'string',
        'number',
      ]);
      if (field.type !== 'object') expect([name, Array.isArray(field.examples)]).toEqual([name, true]);
    }
    expect(new Set(fields.map(([, field]) => field.order)).size).toBe(fields.length);
  }
});

test('every choice is told by one constant that all its kinds have', async () => {
  const { connectionSpecification: schema } = await specOf();
  for (const [, object] of objects(schema)) {
    const kinds = (object.oneOf ?? []) as JsonSchema[];
    const constants = kinds.map((kind) => kind.properties!.kind!);
    expect(new Set(constants.map((each) => each.const)).size).toBe(kinds.length);
    for (const each of constants)
      expect([each.type, 'default' in each, 'enum' in each]).toEqual(['string', false, false]);
  }
});

describe('check', () => {
  const status = async (config: Record<string, unknown> = {}) => {
    const outcome = await destination.check(config);
    expect(outcome.code).toBe(0);
    const found = outcome.messages.filter(({ type }) => type === 'CONNECTION_STATUS');
    expect(found).toHaveLength(1);
    return found[0]!.connectionStatus!;
  };

  test('tries the folders, leaves nothing behind and tells what it found', async () => {
    const { status: answer, message } = await status();
    expect(answer).toBe('SUCCEEDED');
    expect(message).toContain(destination.path('incoming'));
    expect(message).toMatch(/Customer List \(21 columns\).*customer_contacts/);
    for (const name of ['incoming', 'quarantine', 'rejected'] as const) expect(destination.files(name)).toEqual([]);
  });

  test('says where records are kept between syncs', async () => {
    expect((await status()).message).toContain(`kept between syncs in ${destination.path('.workspace')}`);
    const directory = join(destination.folder.path, 'kept');
    const { message } = await status({ workspace: { kind: 'directory', directory } });
    expect(message).toContain(`kept between syncs in ${join(directory, 'DEMO01')}`);
    expect(readdirSync(join(directory, 'DEMO01'))).toEqual([]);
  });

  test.each([
    ['an unknown time zone', { time_zone: 'America/Springfield' }, /America\/Springfield/],
    ['a tenant key that leads out of the directory', { tenant_key: '../other' }, /[Tt]enant [Kk]ey/],
    ['a tenant key that is a hidden folder', { tenant_key: '.workspace' }, /[Tt]enant [Kk]ey/],
    [
      'a relative workspace',
      { workspace: { kind: 'directory', directory: 'workspace' } },
      /[Ww]orkspace.*[Dd]irectory|[Dd]irectory/,
    ],
    [
      'a workspace that is no directory',
      { workspace: { kind: 'directory', directory: '/dev/null' } },
      /may not write to \/dev\/null\/DEMO01/,
    ],
    ['a relative directory', { delivery: { kind: 'files', directory: 'legacy' } }, /[Dd]irectory/],
    ['a delivery that does not exist', { delivery: { kind: 'fax', number: '1' } }, /[Dd]elivery|[Kk]ind/],
    [
      'a mistake in an own format, with its place',
      { format: { kind: 'custom', definition: 'format: servicetitan-legacy-reports\nversion: 1\nreprots: {}\n' } },
      /line 3.*reports/s,
    ],
  ])('%s is refused in words', async (_name, config, words) => {
    const { status: answer, message } = await status(config);
    expect(answer).toBe('FAILED');
    expect(message).toMatch(words);
  });
});

test('a configuration that check refuses stops a sync before it reads anything', async () => {
  const input = lines(...wholeStreams(exampleRecords()));
  const outcome = await destination.write(input, catalog(Object.keys(exampleRecords())), { time_zone: 'Nowhere' });
  expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'config_error']);
  expect(destination.batches()).toEqual([]);
});

test('a sync mode that only other destinations have is refused', async () => {
  const wrong = JSON.parse(JSON.stringify(catalog(['invoices'])).replace('append_dedup', 'soft_delete')) as unknown;
  const outcome = await destination.write('', wrong);
  expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'config_error']);
});
