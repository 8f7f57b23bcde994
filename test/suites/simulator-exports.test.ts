/** The export feeds: tokens, dates, the lag, and rows that change while they are read. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { connect, idsOf, type ApiClient, type Batch } from '../support/simulator-api';

const customers = '/crm/v2/tenant/{tenant}/export/customers';
const assignments = '/dispatch/v2/tenant/{tenant}/export/appointment-assignments';
const minute = 60_000;
let simulator: Simulator;
let tenant: Tenant;
let client: ApiClient;

beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [{ seed: 9, sizes: { customers: 100, invoices: 60 } }],
    switches: { requestsPerSecond: 10_000, exportBatchSize: 30 },
  });
  [tenant] = simulator.tenants;
  await moveTo('2026-02-01T12:00:00Z');
});

afterEach(() => simulator.close());

/** Stops the clock there, with a token that is valid then. */
async function moveTo(moment: string | number): Promise<void> {
  simulator.clock.set(moment);
  client = await connect(simulator);
}
const later = (minutes: number) => moveTo(simulator.clock.now() + minutes * minute);
const rowsOf = (batches: Batch[]) => batches.flatMap(({ data }) => data);
const someId = (row: number) => tenant.rows('customers')[row]!.id as number;

test('a feed comes in batches that end with a token for later', async () => {
  const batches = await client.feed(customers);
  expect(batches.map(({ data }) => data.length)).toEqual([30, 30, 30, 10]);
  expect(batches.map(({ hasMore }) => hasMore)).toEqual([true, true, true, false]);
  expect(Object.keys(batches[0]!)).toEqual(['hasMore', 'continueFrom', 'data']);
  expect(new Set(idsOf(rowsOf(batches)))).toEqual(new Set(idsOf(tenant.rows('customers'))));
});

test('a feed is in the order of modification and holds inactive, merged and deleted rows', async () => {
  const gone = someId(40);
  tenant.mutate({ action: 'delete', stream: 'customers', id: gone });
  await later(16);
  const rows = rowsOf(await client.feed(customers));
  const times = rows.map((row) => Date.parse(row.modifiedOn as string));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(rows.find((row) => row.id === gone)).toMatchObject({ active: false });
  expect(rows.some((row) => row.mergedToId !== null && row.active === false)).toBe(true);
});

test('the last token gives what changed since, 15 minutes after the change', async () => {
  const { continueFrom } = (await client.feed(customers)).at(-1)!;
  tenant.mutate({ action: 'edit', stream: 'customers', id: someId(3), fields: { name: 'Moved, "Inc."' } });
  await later(14);
  expect(await client.batch(customers, { from: continueFrom })).toMatchObject({ hasMore: false, data: [] });
  await later(2);
  const { data } = await client.batch(customers, { from: continueFrom });
  expect(data).toMatchObject([{ id: someId(3), name: 'Moved, "Inc."' }]);
});

test('with includeRecentChanges a change is there at once, and again until the lag is over', async () => {
  const { continueFrom } = (await client.feed(customers)).at(-1)!;
  const { ids } = tenant.mutate({ action: 'add', stream: 'customers', count: 70 });
  const recent = { includeRecentChanges: 'true' };
  const first = await client.feed(customers, continueFrom, recent);
  expect(idsOf(rowsOf(first)).map(String)).toEqual(ids);
  expect(first.map(({ data }) => data.length)).toEqual([30, 30, 10]);
  const again = await client.feed(customers, first.at(-1)!.continueFrom, recent);
  expect(idsOf(rowsOf(again)).map(String)).toEqual(ids);
  await later(16);
  const settled = await client.feed(customers, again.at(-1)!.continueFrom);
  expect(idsOf(rowsOf(settled)).map(String)).toEqual(ids);
  expect(await client.feed(customers, settled.at(-1)!.continueFrom, recent)).toMatchObject([{ data: [] }]);
});

test('a date begins with what was modified then or later, to the seventh digit', async () => {
  tenant.mutate({ action: 'edit', stream: 'customers', id: someId(1), modifiedOn: '2026-01-15T08:00:00.1234567Z' });
  tenant.mutate({ action: 'edit', stream: 'customers', id: someId(2), modifiedOn: '2026-01-15T08:00:00.1234566Z' });
  const from = async (date: string) => idsOf(rowsOf(await client.feed(customers, date)));
  expect(await from('2026-01-15T08:00:00.1234567Z')).toEqual([someId(1)]);
  expect(await from('2026-01-15T08:00:00.1234566Z')).toEqual([someId(1), someId(2)]);
  expect(await from('2026-01-16')).toEqual([]);
  const wanted = tenant.rows('customers').filter((row) => (row.modifiedOn as string) >= '2023-01-01');
  expect(new Set(await from('2023-01-01'))).toEqual(new Set(idsOf(wanted)));
});

test('a row that is edited while a feed is read leaves its place and comes up again later', async () => {
  const first = await client.batch(customers);
  const [read, unread] = [first.data[5]!.id, (await client.batch(customers, { from: first.continueFrom })).data[5]!.id];
  for (const id of [read, unread]) tenant.mutate({ action: 'edit', stream: 'customers', id: id as number });
  const rest = await client.feed(customers, first.continueFrom);
  expect(idsOf(rowsOf(rest))).not.toContain(unread);
  await later(16);
  expect(idsOf(rowsOf(await client.feed(customers, rest.at(-1)!.continueFrom)))).toEqual([read, unread]);
});

test('a hook changes rows in the middle of a pull', async () => {
  simulator.afterRequest({
    path: /export\/customers$/,
    after: 2,
    run: () =>
      tenant.mutate({ action: 'edit', stream: 'customers', id: someId(99), modifiedOn: '2026-01-31T00:00:00Z' }),
  });
  const ids = idsOf(rowsOf(await client.feed(customers)));
  expect(ids.at(-1)).toBe(someId(99));
});

test('a row can become visible late, behind rows with newer stamps', async () => {
  tenant.mutate({ action: 'edit', stream: 'customers', id: someId(1), lateBySeconds: 3600 });
  simulator.clock.advance(minute);
  tenant.mutate({ action: 'edit', stream: 'customers', id: someId(2) });
  await later(20);
  const first = await client.feed(customers);
  expect(idsOf(rowsOf(first)).at(-1)).toBe(someId(2));
  expect(idsOf(rowsOf(first))).not.toContain(someId(1));
  await later(60);
  const [late] = rowsOf(await client.feed(customers, first.at(-1)!.continueFrom));
  expect(late!.id).toBe(someId(1));
  expect(Date.parse(late!.modifiedOn as string)).toBeLessThan(Date.parse(rowsOf(first).at(-1)!.modifiedOn as string));
});

test('an edit with an old modifiedOn is found by the token but not by a date', async () => {
  const { continueFrom } = (await client.feed(customers)).at(-1)!;
  tenant.mutate({ action: 'edit', stream: 'customers', id: someId(7), modifiedOn: '2020-01-01T00:00:00Z' });
  expect(idsOf(rowsOf(await client.feed(customers, continueFrom)))).toEqual([someId(7)]);
  expect(idsOf(rowsOf(await client.feed(customers, '2025-12-01')))).toEqual([]);
});

test('several rows of one millisecond differ in the seventh digit or are equal', async () => {
  tenant.mutate({ action: 'edit-many', stream: 'customers', ids: [1, 2, 3, 4].map(someId) });
  const stamps = tenant
    .rows('customers')
    .slice(1, 5)
    .map((row) => row.modifiedOn as string);
  expect(new Set(stamps.map((stamp) => stamp.slice(0, 23))).size).toBe(1);
  expect(new Set(stamps).size).toBe(2);
  tenant.mutate({ action: 'edit-many', stream: 'customers', count: 5, equalStamps: true });
  expect(
    new Set(
      tenant
        .rows('customers')
        .slice(0, 5)
        .map((row) => row.modifiedOn),
    ).size,
  ).toBe(1);
});

test.each(['garbage', Buffer.from('["x",{}]').toString('base64url')])(
  'a token that nobody gave out (%s) is refused or ignored',
  async (from) => {
    expect((await client.problem(customers, { from })).errors).toHaveProperty('from');
    simulator.switches.badToken = 'ignore';
    expect((await client.batch(customers, { from })).data).toHaveLength(30);
  },
);

test('a token is for its own endpoint only, and stays valid', async () => {
  const { continueFrom } = await client.batch(customers);
  const [first, second] = [
    await client.batch(customers, { from: continueFrom }),
    await client.batch(customers, { from: continueFrom }),
  ];
  expect(first).toEqual(second);
  expect((await client.problem('/crm/v2/tenant/{tenant}/export/locations', { from: continueFrom })).status).toBe(400);
});

test('appointment assignments are the export that leaves out inactive rows unless told otherwise', async () => {
  const rows = tenant.rows('appointment_assignments');
  const inactive = rows.filter((row) => row.active === false).length;
  expect(inactive).toBeGreaterThan(0);
  expect(rowsOf(await client.feed(assignments))).toHaveLength(rows.length - inactive);
  expect(rowsOf(await client.feed(assignments, undefined, { active: 'Any' }))).toHaveLength(rows.length);
});

test('a token outlives the simulator: started again a day later, it gives that day only', async () => {
  const day = async (days: number, from?: string) => {
    const started = await startSimulator({ tenants: [{ sizes: { customers: 100, invoices: 60 }, days }] });
    const batches = await (await connect(started)).feed(customers, from);
    const rows = started.tenants[0].rows('customers');
    await started.close();
    return { rows, read: rowsOf(batches), token: batches.at(-1)!.continueFrom };
  };
  const first = await day(1);
  const second = await day(2, first.token);
  const known = new Map(first.rows.map((row) => [row.id, row.modifiedOn]));
  const changed = second.rows.filter((row) => known.get(row.id) !== row.modifiedOn);
  expect(changed.length).toBeGreaterThan(1);
  expect(new Set(idsOf(second.read))).toEqual(new Set(idsOf(changed)));
});
