/** Everything beyond the hand-made streams: every endpoint of the API facts, its rows made from their schemas. */
import { apiFacts, type ApiEndpoint, type ApiModule } from 'servicetitan-specs/api';

import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { createCheck, type Check } from '../support/api-schema';
import { connect, idsOf, type ApiClient } from '../support/simulator-api';

const vendors = '/inventory/v2/tenant/{tenant}/vendors';
const leads = '/crm/v2/tenant/{tenant}/leads';
const exportedLeads = '/crm/v2/tenant/{tenant}/export/leads';
const customerNotes = '/crm/v2/tenant/{tenant}/customers/{id}/notes';
const options = { seed: 11, from: '2025-09-20', until: '2025-10-31', sizes: { customers: 30, invoices: 40 } };
const switches = { requestsPerSecond: 10_000 };

/** Everything that is described and can be read with GET, but the reports, which have a simulator of their own. */
const described = apiFacts
  .filter(({ module }) => module !== 'reporting')
  .flatMap((module) => module.endpoints.map((endpoint) => ({ module, endpoint })))
  .filter(({ endpoint }) => endpoint.method === 'GET' && endpoint.answer !== null);

/** The values that the endpoint demands, and whatever widens it. */
function demanded({ parameters }: ApiEndpoint, row: Record<string, unknown> | undefined): [string, string][] {
  return parameters.flatMap((parameter): [string, string][] => {
    const { name, required, format, type, minimum = 1 } = parameter;
    if (parameter.in === 'path') return [];
    if (name === 'ids' && required) return [[name, String(row?.jobId ?? row?.id)]];
    if (name === 'includeChildren') return [[name, 'true']];
    if (name === 'active') return [[name, 'Any']];
    if (name === 'modifiedOnOrAfter') return [[name, '2025-09-01']];
    if (name === 'billType') return [[name, 'ApBill']];
    if (!required) return [];
    if (parameter.enum !== undefined) return [[name, String(parameter.enum[0])]];
    if (format === 'date-time') return [[name, /before|to/i.test(name) ? '2025-11-01' : '2025-09-01']];
    return [[name, type === 'boolean' ? 'false' : type === 'integer' ? String(minimum) : '1']];
  });
}

/** The path with the keys of a row that the endpoint has. */
function filled(path: string, keys: Readonly<Record<string, string>>, id: string): string {
  return path.replace(/\{(?!tenant\})(\w+)\}/g, (_, name: string) => keys[name] ?? id);
}

/** Where values are known to differ from what is declared [API-FACTS, tap-service-titan]. */
const lies: readonly (readonly [start: string, ...members: string[]])[] = [
  ['/accounting/v2/tenant/{tenant}/journal-entries', '/postDate'],
  ['/service-agreements/v2/tenant/{tenant}', '/startDate', '/endDate'],
  ['/marketingads/v2/tenant/{tenant}/performance', '/adGroup', '/keyword'],
];

/** A technician is no employee, so these find nobody's settings and payrolls. */
const withoutRows = /\/technicians\/\{technician\}\//;

function expectNothing(path: string, status: number): void {
  expect(path).toMatch(withoutRows);
  expect(status).toBe(404);
}

const checks = new Map<ApiModule, Check>();
function checkOf(module: ApiModule): Check {
  const check = checks.get(module) ?? createCheck(module);
  checks.set(module, check);
  return check;
}

function itemsOf(endpoint: ApiEndpoint, text: string): Record<string, unknown>[] {
  const answer = JSON.parse(text) as { data?: unknown };
  const envelope = endpoint.answer?.envelope;
  return (envelope === 'object' ? [answer] : envelope === 'array' ? answer : answer.data) as Record<string, unknown>[];
}

describe('every endpoint', () => {
  let simulator: Simulator;
  let tenant: Tenant;
  let client: ApiClient;
  beforeAll(async () => {
    simulator = await startSimulator({ tenants: [options], switches });
    [tenant] = simulator.tenants;
    client = await connect(simulator);
  });
  afterAll(() => simulator.close());

  test.each(
    described.map(({ module, endpoint }) => [endpoint.path.replace('/tenant/{tenant}', ''), module, endpoint] as const),
  )('%s answers with rows that are what the API facts say', async (_, module, endpoint) => {
    const { path, answer } = endpoint;
    const rows = tenant.served(path);
    const [row] = rows;
    const query = demanded(endpoint, row && (JSON.parse(row.text) as Record<string, unknown>));
    const { status, text } = await client.get(filled(path, row?.keys ?? {}, row?.id ?? 'none'), query);
    if (rows.length === 0) return expectNothing(path, status);
    expect({ path, status, text: status === 200 ? '' : text }).toEqual({ path, status: 200, text: '' });
    const items = itemsOf(endpoint, text);
    expect(items.length).toBeGreaterThan(0);
    const check = checkOf(module);
    const lied = lies.flatMap(([start, ...names]) => (path.startsWith(start) ? names : []));
    for (const item of items)
      expect(check(answer?.item ?? {}, item).filter(({ instancePath }) => !lied.includes(instancePath))).toEqual([]);
    return undefined;
  });
});

describe('rows', () => {
  let simulator: Simulator;
  let tenant: Tenant;
  let client: ApiClient;
  beforeEach(async () => {
    simulator = await startSimulator({ tenants: [options], switches });
    [tenant] = simulator.tenants;
    client = await connect(simulator);
  });
  afterEach(() => simulator.close());

  const idsServed = (path: string) => tenant.served(path).map(({ id }) => id);
  const idsRead = (rows: Record<string, unknown>[]) => idsOf(rows).map(String);
  const bodyOf = async (path: string) => JSON.parse((await client.get(path)).text) as Record<string, unknown>;

  test('the same seed gives the same rows in any order of asking, another seed others', async () => {
    const again = await startSimulator({ tenants: [options, { ...options, seed: 12 }], switches });
    const [same, other] = again.tenants;
    same.served(exportedLeads);
    const vendorTexts = (of: Tenant) => of.served(vendors).map(({ text }) => text);
    expect(vendorTexts(same)).toEqual(vendorTexts(tenant));
    expect(vendorTexts(other!)).not.toEqual(vendorTexts(tenant));
    await again.close();
  });

  test('a collection is as large as asked for, and no two of its rows share an id', async () => {
    const large = await startSimulator({
      tenants: [{ ...options, collections: { 'inventory/vendors': 400 } }],
      switches,
    });
    const ids = large.tenants[0].served(vendors).map(({ id }) => id);
    expect(ids).toHaveLength(400);
    expect(new Set(ids).size).toBe(400);
    await large.close();
  });

  test('a list, its export twin and the row by its id are the same rows', async () => {
    const { data } = await client.page(leads, { pageSize: 100, sort: '+Id' });
    const feed = (await client.feed(exportedLeads)).flatMap((batch) => batch.data);
    const exported = new Map(feed.map((row) => [row.id, row]));
    expect(exported.size).toBe(30);
    expect(data.length).toBeLessThan(30);
    for (const row of data) {
      expect(exported.get(row.id)).toMatchObject({ ...row, active: true });
      expect(await bodyOf(`${leads}/${String(row.id)}`)).toEqual(row);
    }
  });

  test('inactive rows come only when they are asked for', async () => {
    const shown = (await client.page(vendors, { pageSize: 100 })).data;
    const all = (await client.page(vendors, { pageSize: 100, active: 'Any' })).data;
    expect(shown.every(({ active }) => active === true)).toBe(true);
    expect(idsRead(all).sort()).toEqual(idsServed(vendors).sort());
    expect(shown.length).toBeLessThan(all.length);
    const teams = '/dispatch/v2/tenant/{tenant}/teams';
    const [some, every] = [await client.page(teams), await client.page(teams, { includeInactive: true })];
    expect(some.data.length).toBeLessThan(every.data.length);
  });

  test('the rows below all parents together are the collection; some parents have none', async () => {
    const counts: number[] = [];
    const seen: string[] = [];
    for (const { id } of tenant.rows('customers')) {
      const { data } = await client.page(customerNotes.replace('{id}', String(id)));
      counts.push(data.length);
      seen.push(...idsRead(data));
    }
    expect(counts).toContain(0);
    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(seen.sort()).toEqual(idsServed(customerNotes).sort());
  });

  test('a parent that does not exist is 404, one without rows too when the switch says so', async () => {
    expect((await client.get(customerNotes.replace('{id}', '1'))).status).toBe(404);
    const owners = new Set(tenant.served(customerNotes).map(({ keys }) => keys.id));
    const lonely = tenant.rows('customers').find(({ id }) => !owners.has(String(id)));
    const path = customerNotes.replace('{id}', String(lonely?.id));
    expect((await client.page(path)).data).toEqual([]);
    simulator.switches.childless = 'not-found';
    expect((await client.get(path)).status).toBe(404);
  });

  test('a path through two parents holds only when the second belongs to the first', async () => {
    const path = '/crm/v2/tenant/{tenant}/contacts/{contactId}/contact-methods/{contactMethodId}/preferences';
    const [row, ...others] = tenant.served(path);
    const stranger = others.find(({ keys }) => keys.contactId !== row!.keys.contactId);
    const good = path
      .replace('{contactId}', row!.keys.contactId!)
      .replace('{contactMethodId}', row!.keys.contactMethodId!);
    expect((await client.get(good)).status).toBe(200);
    expect((await client.get(good.replace(row!.keys.contactId!, stranger!.keys.contactId!))).status).toBe(404);
  });

  test('references point to rows that exist', () => {
    const customers = new Set(tenant.rows('customers').map(({ id }) => id));
    const rows = tenant.rows('crm/leads').filter(({ customerId }) => customerId !== null);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ customerId }) => customers.has(customerId))).toBe(true);
  });

  test('a tenant with exact numbers has ids and references beyond 2^53, and finds rows by them', async () => {
    const exact = await startSimulator({ tenants: [{ ...options, exactNumbers: true }], switches });
    const reader = await connect(exact);
    const [row] = exact.tenants[0].served(vendors);
    expect(row!.text).toMatch(/"id":9007199254\d{9},?/);
    expect((await reader.get(`${vendors}/${row!.id}`)).text).toBe(row!.text);
    await exact.close();
  });
});
