/** What the endpoints of the API facts make of parameters, and how changes of their rows show. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { connect, idsOf, type ApiClient } from '../support/simulator-api';

const vendors = '/inventory/v2/tenant/{tenant}/vendors';
const leads = '/crm/v2/tenant/{tenant}/leads';
const exportedLeads = '/crm/v2/tenant/{tenant}/export/leads';
const customerNotes = '/crm/v2/tenant/{tenant}/customers/{id}/notes';
const options = { seed: 11, from: '2025-09-20', until: '2025-10-31', sizes: { customers: 30, invoices: 40 } };
const switches = { requestsPerSecond: 10_000 };
let simulator: Simulator;
let tenant: Tenant;
let client: ApiClient;

beforeEach(async () => {
  simulator = await startSimulator({ tenants: [options], switches });
  [tenant] = simulator.tenants;
  client = await connect(simulator);
});

afterEach(() => simulator.close());

describe('requests', () => {
  test.each([
    ['a word where a number is wanted', '/jpm/v2/tenant/{tenant}/appointments', { jobId: 'seven' }, 'jobId'],
    ['a value the enum does not have', vendors, { active: 'Maybe' }, 'active'],
    ['a moment that is none', leads, { modifiedOnOrAfter: 'yesterday' }, 'modifiedOnOrAfter'],
    ['a page before the first', vendors, { page: 0 }, 'page'],
    ['a missing parameter that is required', '/inventory/v2/tenant/{tenant}/return-types', {}, 'activeOnly'],
    ['more than fifty ids', vendors, { ids: Array.from({ length: 51 }, (_, n) => n + 1).join(',') }, 'ids'],
  ])('%s is a 400 that names the parameter', async (_, path, query, name) => {
    expect((await client.get(path, query)).status).toBe(400);
    expect(Object.keys((await client.problem(path, query)).errors)).toEqual([name]);
  });

  test('a parameter that is not declared is ignored, and the log says that it was sent', async () => {
    const page = await client.page(leads, { active: 'Any', modifiedSince: '2030-01-01' });
    expect(page.data.length).toBeGreaterThan(0);
    expect(simulator.requests.at(-1)?.undeclared).toEqual(['active', 'modifiedSince']);
    await client.page(leads, { modifiedOnOrAfter: '2025-10-01', pageSize: 5 });
    expect(simulator.requests.at(-1)?.undeclared).toEqual([]);
  });

  test('the first page of the Intacct mappings is number 0, and they come 500 at most', async () => {
    const path = '/settings/v2/tenant/{tenant}/business-units/intacct';
    const first = await client.page(path, { page: 0, pageSize: 20, includeTotal: true });
    const second = await client.page(path, { page: 1, pageSize: 20, includeTotal: true });
    expect([first.totalCount, first.data.length, second.data.length]).toEqual([30, 20, 10]);
    expect((await client.page(path, { page: 0, pageSize: 900, includeTotal: false })).pageSize).toBe(500);
    simulator.switches.overMaxPageSize = 'reject';
    expect((await client.get(path, { page: 0, pageSize: 501, includeTotal: false })).status).toBe(400);
  });

  test('a list gives no more rows a page than the switch allows, and has more', async () => {
    simulator.switches.maxPageSize = 8;
    const { data, hasMore, pageSize } = await client.page(leads, { pageSize: 5000 });
    expect([data.length, hasMore, pageSize]).toEqual([8, true, 8]);
  });

  test('modified, created and member bounds narrow a list', async () => {
    const all = (await client.page(leads, { pageSize: 100 })).data;
    const middle = String(all.map(({ modifiedOn }) => modifiedOn).sort()[10]);
    const late = (await client.page(leads, { pageSize: 100, modifiedOnOrAfter: middle })).data;
    const early = (await client.page(leads, { pageSize: 100, modifiedBefore: middle })).data;
    expect([early.length, late.length]).toEqual([10, all.length - 10]);
    const customerId = all.find((row) => row.customerId !== null)?.customerId as number;
    const ofCustomer = (await client.page(leads, { pageSize: 100, customerId })).data;
    expect(ofCustomer.length).toBeGreaterThan(0);
    expect(ofCustomer.every((row) => row.customerId === customerId)).toBe(true);
  });

  test('bills come without the other type unless it is asked for', async () => {
    const bills = '/accounting/v2/tenant/{tenant}/ap-bills';
    const typesOf = (rows: Record<string, unknown>[]) => [...new Set(rows.map(({ billType }) => billType))];
    expect(typesOf((await client.page(bills)).data)).toEqual(['Procurement']);
    expect(typesOf((await client.page(bills, { billType: 'ApBill' })).data)).toEqual(['ApBill']);
  });

  test('a window holds the figures of its days, segment by segment, and all windows hold everything', async () => {
    const path = '/marketingads/v2/tenant/{tenant}/performance';
    const read = async (performanceSegmentationType: string, from: number, to: number) => {
      const at = (day: number) => new Date(Date.UTC(2025, 8, 20 + day)).toISOString();
      const query = { performanceSegmentationType, fromUtc: at(from), toUtc: at(to), pageSize: 100 };
      return (await client.page(path, query)).data;
    };
    const [first, rest, other] = [
      await read('AdGroup', 0, 10),
      await read('AdGroup', 10, 42),
      await read('Campaign', 0, 42),
    ];
    expect(first.length * rest.length).toBeGreaterThan(0);
    expect(first.length + rest.length).toBe(tenant.served(path, { performanceSegmentationType: 'AdGroup' }).length);
    expect(first.every(({ adGroup, keyword }) => adGroup !== null && keyword === null)).toBe(true);
    expect(other.every(({ adGroup }) => adGroup === null)).toBe(true);
  });

  test('the capacity of at most fourteen days is asked for with a body', async () => {
    const ask = (body: unknown) => client.post('/dispatch/v2/tenant/{tenant}/capacity', body);
    const window = { startsOnOrAfter: '2025-11-01T00:00:00Z', endsOnOrBefore: '2025-11-15T00:00:00Z' };
    const { status, text } = await ask(window);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ availabilities: expect.any(Array) as unknown });
    expect((await ask({})).status).toBe(400);
    expect((await ask({ ...window, endsOnOrBefore: '2025-11-16T00:00:00Z' })).status).toBe(400);
  });

  test('scopes and modules are asked for as on the other endpoints', async () => {
    tenant.scopes = ['tn.crm.leads:r', 'tn.inv.vendors:r'];
    tenant.modulesOff = ['inventory'];
    const limited = await connect(simulator);
    expect((await limited.get(leads)).status).toBe(200);
    expect((await limited.get(vendors)).status).toBe(404);
    expect((await limited.problem('/crm/v2/tenant/{tenant}/bookings')).title).toBe('Scope validation failed');
  });
});

describe('changes', () => {
  beforeEach(async () => {
    simulator.clock.set('2025-11-10T12:00:00Z');
    client = await connect(simulator);
  });

  test('an edited, a deactivated and an added row come from the list at once and from the feed after the lag', async () => {
    const token = (await client.feed(exportedLeads)).at(-1)?.continueFrom;
    const [edited, left] = tenant.served(exportedLeads);
    tenant.mutate({ action: 'edit', stream: 'crm/leads', id: edited!.id, fields: { status: 'Won' } });
    tenant.mutate({ action: 'deactivate', stream: 'crm/leads', id: left!.id });
    const { ids: added } = tenant.mutate({ action: 'add', stream: 'crm/leads', count: 2 });
    const listed = (await client.page(leads, { modifiedOnOrAfter: '2025-11-10T12:00:00Z' })).data;
    expect(idsOf(listed).map(String).sort()).toEqual([edited!.id, ...added].sort());
    expect((await client.batch(exportedLeads, { from: token! })).data).toEqual([]);
    simulator.clock.advance(16 * 60_000);
    client = await connect(simulator);
    const fed = (await client.batch(exportedLeads, { from: token! })).data;
    expect(idsOf(fed).map(String).sort()).toEqual([edited!.id, left!.id, ...added].sort());
    expect(fed.find(({ id }) => String(id) === left!.id)?.active).toBe(false);
  });

  test('a row is added below the parent that is named', async () => {
    const id = String(tenant.rows('customers')[3]?.id);
    const { ids } = tenant.mutate({
      action: 'add',
      stream: 'crm/customers/notes',
      ownerId: id,
      fields: { text: 'Gate code 1234' },
    });
    const { data } = await client.page(customerNotes.replace('{id}', id));
    expect(data.find((row) => String(row.id) === ids[0])?.text).toBe('Gate code 1234');
  });

  test('members that say the same in other words follow', async () => {
    const contacts = '/crm/v2/tenant/{tenant}/contacts';
    const [row] = tenant.served(contacts).filter(({ text }) => text.includes('"isArchived":false'));
    tenant.mutate({ action: 'deactivate', stream: 'crm/contacts', id: row!.id });
    expect(tenant.served(contacts).find(({ id }) => id === row!.id)?.text).toContain('"isArchived":true');
  });

  test('a deleted row is gone from lists and by its id, and stays in the feed', async () => {
    const [row] = tenant.served(leads);
    tenant.mutate({ action: 'delete', stream: 'crm/leads', id: row!.id });
    expect((await client.get(`${leads}/${row!.id}`)).status).toBe(404);
    expect(tenant.served(leads).map(({ id }) => id)).not.toContain(row!.id);
    expect(tenant.served(exportedLeads).map(({ id }) => id)).toContain(row!.id);
  });
});
