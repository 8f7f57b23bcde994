/** What the simulator serves is what ServiceTitan documents: every row of every endpoint, against the schemas. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv, { type ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { recordSchemas } from 'servicetitan-specs/records';

import { startSimulator, type Simulator } from '../simulator';
import { routes, type Route } from '../simulator/routes';
import { connect, type ApiClient, type Query } from '../support/simulator-api';

interface Operation {
  security?: { oauth?: string[] }[];
  parameters: { name: string; in: string }[];
  responses?: Record<string, { content: Record<string, { schema: unknown }> }>;
}
interface OpenApi {
  servers: { url: string }[];
  paths: Record<string, { get?: Operation }>;
}

/** The official files, where a workspace has them beside the repository. They allow no unknown member. */
const openApiFolder = join(__dirname, '..', '..', '..', 'shared', 'servicetitan-api', 'openapi');
const openApiFiles = existsSync(openApiFolder)
  ? readdirSync(openApiFolder).map((name) => JSON.parse(readFileSync(join(openApiFolder, name), 'utf8')) as OpenApi)
  : [];

const draft7 = addFormats(new Ajv({ strict: false, allErrors: true }));
const draft2020 = addFormats(new Ajv2020({ strict: false, logger: false }));
for (const format of ['int64', 'int32', 'decimal', 'double', 'html', 'phone', 'email'])
  draft2020.addFormat(format, true);
openApiFiles.forEach((file, index) => draft2020.addSchema(file, `openapi-${String(index)}`));

const pathOf = ({ module, path }: Route) => `/${module}/v2/tenant/{tenant}/${path}`;

function operationOf(route: Route): { operation: Operation; validate: ValidateFunction } | undefined {
  const index = openApiFiles.findIndex(
    ({ servers, paths }) =>
      servers.some(({ url }) => url.endsWith(`/${route.module}/v2`)) && `/tenant/{tenant}/${route.path}` in paths,
  );
  if (index === -1) return undefined;
  const operation = openApiFiles[index]!.paths[`/tenant/{tenant}/${route.path}`]!.get!;
  const pointer = `openapi-${String(index)}#/paths/${encodeURIComponent(`/tenant/{tenant}/${route.path}`.replace(/\//g, '~1'))}/get/responses/200/content/${encodeURIComponent('application~1json')}/schema`;
  return { operation, validate: draft2020.compile({ $ref: pointer }) };
}

const everything = (route: Route): Query => {
  if (route.feed === 'export') return route.active === 'active' ? { active: 'Any' } : {};
  const bound = route.needsModifiedBound ? { modifiedOnOrAfter: '2000-01-01' } : {};
  return { pageSize: 5000, active: 'Any', activeState: 'All', ...bound };
};

let simulator: Simulator;
let client: ApiClient;

beforeAll(async () => {
  simulator = await startSimulator({
    tenants: [{ seed: 11, sizes: { customers: 400, invoices: 700 }, days: 2 }],
    switches: { requestsPerSecond: 10_000, exportBatchSize: 5000 },
  });
  client = await connect(simulator);
});

afterAll(() => simulator.close());

test.each(routes.map((route) => [pathOf(route), route] as const))(
  'every row of %s fits the record schema, and the official one',
  async (path, route) => {
    const body = JSON.parse((await client.get(path, everything(route))).text) as { data: Record<string, unknown>[] };
    expect(body.data.length).toBeGreaterThan(0);

    const recordSchema = recordSchemas[route.stream];
    const validateRecord = recordSchema === undefined ? undefined : draft7.compile(recordSchema);
    for (const row of body.data) {
      const fits = validateRecord?.({ ...row, tenantId: Number(simulator.tenants[0].tenantId) }) ?? true;
      expect(fits ? null : { row, errors: validateRecord?.errors }).toBeNull();
    }
    const official = operationOf(route);
    const fits = official?.validate(body) ?? true;
    expect(fits ? null : official?.validate.errors).toBeNull();
    expect(openApiFiles.length === 0 || official !== undefined).toBe(true);
  },
);

/** A list takes a modified bound or ids or a sort only where the official file has the parameter. */
function knownParameters(route: Route): string[] {
  if (route.feed === 'export')
    return ['from', 'includeRecentChanges', ...(route.active === 'none' ? [] : [route.active])];
  return [
    ...['page', 'pageSize', 'includeTotal', 'modifiedOnOrAfter', 'modifiedBefore', 'createdOnOrAfter', 'createdBefore'],
    ...(route.takesIds ? ['ids'] : []),
    ...(route.sortFields.length > 0 ? ['sort'] : []),
    ...(route.active === 'none' ? [] : [route.active]),
    ...Object.keys(route.filters),
  ];
}

test.each(routes.map((route) => [pathOf(route), route] as const))(
  '%s asks for one read scope and knows only documented parameters',
  (_path, route) => {
    expect(route.scope).toMatch(/^tn\.[a-z]+\.[a-z]+:r$/);
    const operation = operationOf(route)?.operation;
    const documented = operation?.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    const known = knownParameters(route);
    expect(documented ?? known).toEqual(expect.arrayContaining(known));
    expect(operation?.security?.flatMap(({ oauth = [] }) => oauth) ?? [route.scope]).toEqual([route.scope]);
    for (const name of ['ids', 'sort', 'active', 'activeState'])
      expect(known.includes(name)).toBe((documented ?? known).includes(name));
  },
);

test('a request is logged with its query in order and without its secrets', async () => {
  simulator.clearRequests();
  await client.get('/crm/v2/tenant/{tenant}/customers', [
    ['pageSize', '3'],
    ['sort', '-Id'],
    ['page', '2'],
  ]);
  const record = simulator.requests.at(-1)!;
  expect(record).toMatchObject({
    tenantId: simulator.tenants[0].tenantId,
    method: 'GET',
    path: `/crm/v2/tenant/${simulator.tenants[0].tenantId}/customers`,
    query: [
      ['pageSize', '3'],
      ['sort', '-Id'],
      ['page', '2'],
    ],
    status: 200,
    rows: 3,
    fault: null,
  });
  expect(record.headers).not.toHaveProperty('authorization');
  expect(record.headers).not.toHaveProperty('st-app-key');
  expect(JSON.stringify(simulator.requests)).not.toContain(client.token);
  expect(simulator.stats()).toMatchObject({ requests: 1, byStatus: { 200: 1 }, rows: 3 });
});

test('the Date header follows the clock of the simulator, which stands, moves and runs', async () => {
  const date = async () =>
    new Date((await client.get('/dispatch/v2/tenant/{tenant}/zones')).headers.get('date')!).toISOString();
  simulator.clock.set('2030-05-06T07:08:09Z');
  client = await connect(simulator);
  expect(await date()).toBe('2030-05-06T07:08:09.000Z');
  simulator.clock.advance(60_000);
  expect(await date()).toBe('2030-05-06T07:09:09.000Z');
  simulator.clock.run();
  const before = simulator.clock.now();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(simulator.clock.now()).toBeGreaterThan(before);
});
