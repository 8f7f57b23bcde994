/** Get: one record by its ID, by a link, or picked from a list; and the lists that filters are picked from. */
import type { INodeListSearchResult, INodeParameters, INodePropertyOptions } from 'n8n-workflow';

import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';

let world: NodeWorld;

beforeAll(async () => {
  world = await startNodeWorld({
    tenants: [{ seed: 7, sizes: { customers: 130 }, collectionRows: 30 }],
    switches: { requestsPerSecond: 10_000 },
  });
}, 900_000);
afterAll(() => world.close());
beforeEach(() => {
  world.simulator.clearRequests();
});

const customer = { group: 'crm', resource: 'customers', operation: 'get' };
const locator = (mode: string, value: string | number): INodeParameters => ({
  recordId: { __rl: true, mode, value },
});
const active = () => world.tenant.rows('customers').filter((row) => row.active === true);

describe('Get', () => {
  test('by ID, simplified or with every field', async () => {
    const [row] = active();
    const [simplified] = await world.items({ ...customer, ...locator('id', ` ${String(row?.id)} `) });
    expect(Object.keys(simplified?.json ?? {})).toHaveLength(10);
    const [raw] = await world.items({ ...customer, ...locator('id', String(row?.id)), output: 'raw' });
    expect(raw).toEqual({ json: row, pairedItem: { item: 0 } });
  });

  test('by the address of its page', async () => {
    const [row] = active();
    for (const page of ['#/Customer/', '#/customer/', '#/new/customer/']) {
      const link = locator('url', `https://go.servicetitan.com/${page}${String(row?.id)}?tab=jobs`);
      const [item] = await world.items({ ...customer, ...link });
      expect(item?.json.id).toBe(row?.id);
    }
  });

  test('below another record', async () => {
    const [attachment] = world.tenant.served('/findings/v2/tenant/{tenant}/location-findings/{id}/attachments');
    const [item] = await world.items({
      group: 'equipment',
      resource: 'location_finding_attachments',
      operation: 'get',
      locationFindingId: attachment?.keys.id ?? '',
      ...locator('id', attachment?.id ?? ''),
    });
    expect(String(item?.json.id)).toBe(attachment?.id);
  });

  test('an ID that is unknown: which, and what to compare it with', async () => {
    const { error } = await world.run({ ...customer, ...locator('id', '424242424242') });
    expect(error).toMatchObject({
      name: 'NodeApiError',
      httpCode: '404',
      message: `Tenant ${world.tenant.tenantId} has no customer with the ID 424242424242`,
      description: expect.stringContaining('Compare the ID with ServiceTitan') as unknown,
    });
  });

  test('with Continue, unknown IDs become items that say so, and the others are read', async () => {
    const [row] = active();
    const input = [{ json: { id: 424242424242 } }, { json: { id: row?.id as number } }];
    const { items } = await world.run(
      { ...customer, ...locator('id', '={{ $json.id }}') },
      { input, onError: 'continueRegularOutput' },
    );
    expect(items.map(({ pairedItem, json }) => [pairedItem, json.id ?? json.error])).toEqual([
      [{ item: 0 }, expect.stringContaining('no customer with the ID 424242424242')],
      [{ item: 1 }, row?.id],
    ]);
  });
});

describe('the list to pick a record from', () => {
  const search = async (parameters: INodeParameters, more: { filter?: string; paginationToken?: string } = {}) => {
    const { value, error } = await world.engine.method({
      ...{ node: 'serviceTitan', kind: 'listSearch', method: 'searchRecords', parameters },
      ...more,
    });
    expect(error).toBeNull();
    return value as INodeListSearchResult;
  };

  test('shows names, page by page', async () => {
    const first = await search(customer);
    expect(first.results[0]).toEqual({ name: active()[0]?.name, value: active()[0]?.id });
    const second = await search(customer, { paginationToken: String(first.paginationToken) });
    const all = [...first.results, ...second.results];
    expect(new Set(all.map(({ value }) => value)).size).toBe(active().length);
    expect(second.paginationToken).toBeUndefined();
  });

  test('finds by what ServiceTitan searches by, and by the ID itself', async () => {
    const row = active()[3];
    const byName = await search(customer, { filter: String(row?.name) });
    expect(byName.results.map(({ value }) => value)).toContain(row?.id);
    const byId = await search(customer, { filter: String(row?.id) });
    expect(byId.results).toEqual([{ name: row?.name, value: row?.id }]);
  });
});

describe('the lists that filters are picked from', () => {
  const options = async (method: string, parameters: INodeParameters = customer) => {
    const { value, error } = await world.engine.method({
      node: 'serviceTitan',
      kind: 'loadOptions',
      method,
      parameters,
    });
    return { value: value as INodePropertyOptions[], error };
  };

  test('hold what is active, by name', async () => {
    const { value } = await options('getBusinessUnits');
    const names = world.tenant
      .rows('business_units')
      .flatMap(({ active: is, name }) => (is === true ? [String(name)] : []));
    expect(value.map(({ name }) => name)).toEqual(names.sort((a, b) => a.localeCompare(b)));
  });

  test('are there for every filter that names one', async () => {
    const described = await world.engine.describe();
    const text = JSON.stringify(described.nodes);
    const methods = new Set([...text.matchAll(/"loadOptionsMethod":"(get\w+)"/g)].map(([, method]) => method ?? ''));
    const own = [...methods].filter((method) => !/Report|Fields/.test(method));
    expect(own.length).toBeGreaterThan(10);
    for (const method of own) {
      const { value, error } = await options(method);
      expect({ method, error, some: value.length > 0 }).toEqual({ method, error: null, some: true });
    }
  });

  test('of fields: those of the resource, without a request', async () => {
    world.simulator.clearRequests();
    const { value } = await options('getFields');
    expect(value.map(({ name }) => name)).toEqual(expect.arrayContaining(['id', 'name', 'customFields']));
    expect(world.asked()).toEqual([]);
  });

  test('say what is wrong with the connection', async () => {
    world.tenant.connected = false;
    await world.engine.saveCredential({ ...(await world.engine.readCredential()), accessToken: '' });
    const { error } = await options('getBusinessUnits');
    world.tenant.connected = true;
    expect(error?.message).toContain('Not Connected Yet');
  });
});
