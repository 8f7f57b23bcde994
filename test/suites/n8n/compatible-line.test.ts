/** Get Many, Get, Get Changes and the lists on the oldest line of n8n that is maintained. */
import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';

let world: NodeWorld;

beforeAll(async () => {
  world = await startNodeWorld({ tenants: [{ seed: 7, sizes: { customers: 70 } }] }, 'compatible');
}, 1_500_000);
afterAll(() => world.close());

const customers = { group: 'crm', resource: 'customers' };

test('lists, with filters and a date', async () => {
  const filters = { includeInactive: true, createdOnOrAfter: '2019-01-01T00:00:00' };
  const items = await world.items({ ...customers, operation: 'getAll', limit: 60, filters });
  expect(items).toHaveLength(60);
  expect(world.asked()).toEqual([
    '/crm/v2/customers?page=1&pageSize=60&active=Any&createdOnOrAfter=2019-01-01T05:00:00Z&sort=+Id',
  ]);
});

test('one record, and one that is not there', async () => {
  const [row] = world.tenant.rows('customers');
  const get = (value: string) => ({ ...customers, operation: 'get', recordId: { __rl: true, mode: 'id', value } });
  expect((await world.items(get(String(row?.id))))[0]?.json.id).toBe(row?.id);
  expect((await world.run(get('424242424242'))).error?.message).toContain('no customer with the ID 424242424242');
});

test('changes and their token', async () => {
  const { outputs } = await world.run({ ...customers, operation: 'getChanges' });
  expect(outputs[0]).toHaveLength(70);
  expect(outputs[1]?.[0]?.json).toMatchObject({ resource: 'customers', records: 70, hasMore: false });
});

test('the list to pick from, and the choices of a filter', async () => {
  const ask = async (kind: 'listSearch' | 'loadOptions', method: string) =>
    (await world.engine.method({ node: 'serviceTitan', kind, method, parameters: { ...customers, operation: 'get' } }))
      .error;
  expect(await ask('listSearch', 'searchRecords')).toBeNull();
  expect(await ask('loadOptions', 'getBusinessUnits')).toBeNull();
});
