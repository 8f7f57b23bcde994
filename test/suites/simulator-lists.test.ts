/** Paging, order and filters of the list endpoints. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { connect, idsOf, type ApiClient } from '../support/simulator-api';

const customers = '/crm/v2/tenant/{tenant}/customers';
const contacts = '/crm/v2/tenant/{tenant}/customers/contacts';
const invoices = '/accounting/v2/tenant/{tenant}/invoices';
const payments = '/accounting/v2/tenant/{tenant}/payments';
let simulator: Simulator;
let tenant: Tenant;
let client: ApiClient;

beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [{ seed: 5, sizes: { customers: 130, invoices: 300 } }],
    switches: { requestsPerSecond: 10_000 },
  });
  [tenant] = simulator.tenants;
  client = await connect(simulator);
});

afterEach(() => simulator.close());

const active = (rows: Record<string, unknown>[]) => rows.filter((row) => row.active === true);

test('a page has 50 rows, no total, and says whether there is more', async () => {
  const page = await client.page(customers);
  expect(Object.keys(page)).toEqual(['page', 'pageSize', 'hasMore', 'totalCount', 'data']);
  expect(page).toMatchObject({ page: 1, pageSize: 50, hasMore: true, totalCount: null });
  expect(page.data).toHaveLength(50);
});

test('the pages of a sorted list hold every row once, and the last one says so', async () => {
  const seen: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const { data, hasMore } = await client.page(customers, { active: 'Any', sort: '+Id', page, pageSize: 40 });
    seen.push(...idsOf(data));
    if (!hasMore) break;
  }
  expect(seen).toEqual(idsOf(tenant.rows('customers')));
  expect(await client.page(customers, { page: 99 })).toMatchObject({ hasMore: false, data: [] });
});

test('a page can be asked for out of turn', async () => {
  const query = { active: 'Any', sort: '+Id', pageSize: 20 };
  const straight = await client.page(customers, { ...query, page: 4 });
  await client.page(customers, { ...query, page: 1 });
  expect(await client.page(customers, { ...query, page: 4 })).toEqual(straight);
  expect(idsOf(straight.data)).toEqual(idsOf(tenant.rows('customers').slice(60, 80)));
});

test('without active only active rows come; Any and False choose others', async () => {
  const rows = tenant.rows('customers');
  const count = async (query: Record<string, string>) =>
    (await client.page(customers, { ...query, includeTotal: 'true' })).totalCount;
  expect(active(rows).length).toBeLessThan(rows.length);
  expect(await count({})).toBe(active(rows).length);
  expect(await count({ active: 'Any' })).toBe(rows.length);
  expect(await count({ active: 'False' })).toBe(rows.length - active(rows).length);
});

test('invoices and payments choose by activeState and take no notice of active', async () => {
  for (const [path, stream] of [
    [invoices, 'invoices'],
    [payments, 'payments'],
  ] as const) {
    tenant.mutate({ action: 'deactivate', stream, id: tenant.rows(stream)[3]!.id as number });
    const rows = tenant.rows(stream);
    const count = async (query: Record<string, string>) =>
      (await client.page(path, { ...query, includeTotal: 'true' })).totalCount;
    expect(await count({ active: 'Any' })).toBe(active(rows).length);
    expect(await count({ activeState: 'All' })).toBe(rows.length);
    expect(await count({ activeState: 'InactiveOnly' })).toBe(rows.length - active(rows).length);
  }
});

test('unknown parameters change nothing', async () => {
  expect(await client.page(customers, { modifiedSince: '2100-01-01', activ: 'False', from: '2100-01-01' })).toEqual(
    await client.page(customers),
  );
});

test.each([
  ['page', '0'],
  ['page', 'two'],
  ['pageSize', '-5'],
  ['includeTotal', 'maybe'],
  ['modifiedOnOrAfter', 'yesterday'],
  ['active', 'Some'],
  ['ids', '1,x'],
  ['sort', '+Balance'],
  ['sort', 'Id'],
  ['sort', ' Id'],
])('%s=%s is a 400 problem that names the parameter', async (name, value) => {
  const problem = await client.problem(customers, { [name]: value });
  expect(problem.status).toBe(400);
  expect(Object.keys(problem.errors)).toEqual([name]);
});

test('a sort that the endpoint does not have is ignored when the switch says so', async () => {
  simulator.switches.badSort = 'ignore';
  expect(await client.page(customers, { sort: '+Balance' })).toEqual(await client.page(customers));
});

test('a page above 5000 rows is cut or refused', async () => {
  expect((await client.page(customers, { pageSize: 6000 })).pageSize).toBe(5000);
  simulator.switches.overMaxPageSize = 'reject';
  expect((await client.problem(customers, { pageSize: 5001 })).status).toBe(400);
  expect((await client.page(customers, { pageSize: 5000 })).pageSize).toBe(5000);
});

test('without sort the newest ids come first, or the order means nothing', async () => {
  const ids = idsOf(active(tenant.rows('customers')));
  expect(idsOf((await client.page(customers, { pageSize: 500 })).data)).toEqual([...ids].reverse());
  simulator.switches.defaultOrder = 'unsorted';
  const unsorted = idsOf((await client.page(customers, { pageSize: 500 })).data);
  expect(unsorted).not.toEqual(ids);
  expect(unsorted).not.toEqual([...ids].reverse());
  expect(new Set(unsorted)).toEqual(new Set(ids));
});

test.each(['ModifiedOn', 'CreatedOn'])('rows can be sorted by %s in both directions', async (field) => {
  const member = field.charAt(0).toLowerCase() + field.slice(1);
  const stamps = async (sort: string) =>
    (await client.page(customers, { sort, pageSize: 500 })).data.map((row) => padded(row[member] as string));
  const ascending = await stamps(`+${field}`);
  expect(ascending).toEqual([...ascending].sort());
  const descending = await stamps(`-${field}`);
  expect(descending).toEqual([...ascending].sort().reverse());
});

/** Makes stamps with trimmed fractions comparable as text. */
function padded(stamp: string): string {
  const [, seconds = '', fraction = ''] =
    /^([^.]*)(?:\.(\d+))?Z$/.exec(stamp.includes('.') ? stamp : stamp.replace('Z', '.0Z')) ?? [];
  return `${seconds}.${fraction.padEnd(7, '0')}`;
}

test('modifiedOnOrAfter includes its moment to the seventh digit and modifiedBefore does not', async () => {
  simulator.clock.set('2026-03-01T12:00:00Z');
  client = await connect(simulator);
  const id = tenant.rows('customers').find((row) => row.active === true)!.id as number;
  tenant.mutate({ action: 'edit', stream: 'customers', id, modifiedOn: '2026-02-28T10:00:00.1234567Z' });
  const found = async (query: Record<string, string>) => idsOf((await client.page(customers, query)).data);
  expect(await found({ modifiedOnOrAfter: '2026-02-28T10:00:00.1234567Z' })).toEqual([id]);
  expect(await found({ modifiedOnOrAfter: '2026-02-28T10:00:00.1234568Z' })).toEqual([]);
  expect(await found({ modifiedOnOrAfter: '2026-02-01', modifiedBefore: '2026-02-28T10:00:00.1234567Z' })).toEqual([]);
  expect(await found({ modifiedOnOrAfter: '2026-02-01', modifiedBefore: '2026-02-28T10:00:00.1234568Z' })).toEqual([
    id,
  ]);
  simulator.switches.filterResolution = 'ms';
  expect(await found({ modifiedOnOrAfter: '2026-02-28T10:00:00.1239999Z' })).toEqual([id]);
});

test('created filters work like modified ones', async () => {
  const rows = active(tenant.rows('customers'));
  const middle = padded(rows[60]!.createdOn as string).replace(/$/, 'Z');
  const { data } = await client.page(customers, { createdOnOrAfter: middle, pageSize: 500, sort: '+Id' });
  expect(idsOf(data)).toEqual(idsOf(rows.filter((row) => padded(row.createdOn as string) >= middle.slice(0, -1))));
});

test('at most 50 ids, in one parameter', async () => {
  const ids = idsOf(active(tenant.rows('customers'))).slice(0, 51);
  expect(idsOf((await client.page(customers, { ids: ids.slice(0, 50).join(','), sort: '+Id' })).data)).toEqual(
    ids.slice(0, 50),
  );
  expect((await client.problem(customers, { ids: ids.join(',') })).errors).toHaveProperty('ids');
});

test('contacts lists need a modified bound and send rows without active', async () => {
  expect((await client.problem(contacts)).errors).toHaveProperty('modifiedOnOrAfter');
  const { data } = await client.page(contacts, { modifiedBefore: '2100-01-01', pageSize: 5000 });
  expect(new Set(idsOf(data))).toEqual(new Set(idsOf(active(tenant.rows('customer_contacts')))));
  expect(data.some((row) => 'active' in row)).toBe(false);
});

test('rows are found by what they refer to', async () => {
  const [first] = tenant.rows('invoices').filter((row) => row.active === true && row.syncStatus === 'Posted') as {
    id: number;
    customer: { id: number };
    referenceNumber: string;
  }[];
  const found = async (path: string, query: Record<string, string> | [string, string][]) =>
    (await client.page(path, query)).data;
  expect(idsOf(await found(invoices, { number: first!.referenceNumber }))).toEqual([first!.id]);
  expect(idsOf(await found(invoices, { customerId: String(first!.customer.id), pageSize: '500' }))).toContain(
    first!.id,
  );
  const open = await found(invoices, [
    ['statuses', 'Pending'],
    ['statuses', 'Posted'],
    ['pageSize', '500'],
  ]);
  expect(new Set(open.map((row) => row.syncStatus))).toEqual(new Set(['Pending', 'Posted']));
  const [payment] = tenant
    .rows('payments')
    .filter((row) => (row.appliedTo as unknown[]).length > 0 && row.active === true) as {
    id: number;
    appliedTo: { appliedTo: number }[];
  }[];
  expect(idsOf(await found(payments, { appliedToInvoiceIds: String(payment!.appliedTo[0]!.appliedTo) }))).toEqual([
    payment!.id,
  ]);
  expect(
    (await found(invoices, { totalGreater: '1000', pageSize: '500' })).every((row) => Number(row.total) > 1000),
  ).toBe(true);
});

test('deleted rows are gone from lists', async () => {
  const [row] = active(tenant.rows('customers'));
  tenant.mutate({ action: 'delete', stream: 'customers', id: row!.id as number });
  expect(idsOf((await client.page(customers, { active: 'Any', pageSize: 500 })).data)).not.toContain(row!.id);
});

test('a row added while a list is read in its default order shifts the later pages', async () => {
  const first = await client.page(customers, { page: 1 });
  tenant.mutate({ action: 'add', stream: 'customers' });
  const second = await client.page(customers, { page: 2 });
  expect(second.data[0]!.id).toBe(first.data.at(-1)!.id);
});
