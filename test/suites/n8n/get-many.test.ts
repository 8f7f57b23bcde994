/** Get Many as people use it: how much, which records, which fields, and what they read when something is wrong. */
import type { INodeParameters } from 'n8n-workflow';

import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';

let world: NodeWorld;

beforeAll(async () => {
  world = await startNodeWorld({
    tenants: [{ seed: 7, sizes: { customers: 130, invoices: 40 }, collectionRows: 30 }],
    switches: { requestsPerSecond: 10_000, maxPageSize: 50 },
  });
}, 900_000);
afterAll(() => world.close());
beforeEach(() => {
  world.simulator.faults.clear();
  world.tenant.connected = true;
  world.simulator.clearRequests();
});

const customers = { group: 'crm', resource: 'customers', operation: 'getAll' };
const jobs = { group: 'jobs', resource: 'jobs', operation: 'getAll' };
const active = () => world.tenant.rows('customers').filter((row) => row.active === true);

describe('how many', () => {
  test('fifty, when nothing is said, in one request that asks for no more', async () => {
    const items = await world.items(customers);
    expect(items).toHaveLength(50);
    expect(world.asked()).toEqual(['/crm/v2/customers?page=1&pageSize=50&active=True&sort=+Id']);
  });

  test('a limit is a limit, however the pages fall', async () => {
    expect(await world.items({ ...customers, limit: 3 })).toHaveLength(3);
    expect(world.asked()).toEqual(['/crm/v2/customers?page=1&pageSize=3&active=True&sort=+Id']);
    expect(await world.items({ ...customers, limit: 70 })).toHaveLength(70);
    expect(world.asked()).toHaveLength(2);
  });

  test('Return All reads every page', async () => {
    const items = await world.items({ ...customers, returnAll: true });
    expect(items.map(({ json }) => json.id)).toEqual(active().map(({ id }) => id));
    expect(world.asked().length).toBeGreaterThan(2);
  });

  test('nothing found is no error: no item, and a line that says so', async () => {
    const { items, hints, error } = await world.run({ ...customers, filters: { name: 'Nobody of that name' } });
    expect({ items, error }).toEqual({ items: [], error: null });
    expect(hints).toEqual(['ServiceTitan has no customers that fit']);
  });
});

describe('which records', () => {
  test('Include Inactive brings what was deactivated', async () => {
    const all = await world.items({ ...customers, returnAll: true, filters: { includeInactive: true } });
    expect(all).toHaveLength(world.tenant.count('customers'));
    expect(world.asked()[0]).toContain('active=Any');
    expect(all.length).toBeGreaterThan(active().length);
  });

  test('filters reach the API as it reads them: text, ids with blanks, choices, dates in the time zone of the workflow', async () => {
    const filters: INodeParameters = {
      ids: ' 1, 2 ',
      jobStatus: 'Completed',
      tagTypeIds: [5, 6],
      completedOnOrAfter: '2025-03-01T00:00:00',
      completedBefore: '2025-04-01T00:00:00+02:00',
      hasUnusedAppointments: false,
      customerId: '',
    };
    await world.items({ ...jobs, filters });
    const [asked = ''] = world.asked();
    expect(Object.fromEntries(new URLSearchParams(asked.slice(asked.indexOf('?'))))).toMatchObject({
      ids: '1,2',
      jobStatus: 'Completed',
      tagTypeIds: '5,6',
      // the engine's workflows are in New York, n8n's default
      completedOnOrAfter: '2025-03-01T05:00:00Z',
      completedBefore: '2025-03-31T22:00:00Z',
      hasUnusedAppointments: 'false',
    });
    expect(asked).not.toContain('customerId');
  });

  test('several choices of one filter are sent one by one', async () => {
    await world.items({
      group: 'accounting',
      resource: 'invoices',
      operation: 'getAll',
      filters: { statuses: ['Posted', 'Pending'] },
    });
    expect(world.asked()[0]).toContain('statuses=Posted&statuses=Pending');
  });

  test('Changed Since brings what was edited after it', async () => {
    world.simulator.clock.set('2026-03-01T12:00:00Z');
    const [first] = active();
    world.tenant.mutate({
      action: 'edit',
      stream: 'customers',
      id: first?.id as number,
      fields: { name: 'Edited Ann' },
    });
    const items = await world.items({ ...customers, filters: { changedSince: '2026-03-01T11:00:00Z' } });
    expect(items.map(({ json }) => json.name)).toEqual(['Edited Ann']);
    expect(world.asked()[0]).toContain('modifiedOnOrAfter=2026-03-01T11:00:00Z');
  });

  test('the newest first, when that is asked for', async () => {
    const items = await world.items({ ...customers, limit: 2, sort: '-CreatedOn', output: 'raw' });
    const newest = active()
      .map(({ createdOn }) => String(createdOn))
      .sort()
      .reverse();
    expect(items.map(({ json }) => json.createdOn)).toEqual(newest.slice(0, 2));
  });

  test('records of one parent get its key, and a parent without any gives none', async () => {
    const [note] = world.tenant.served('/crm/v2/tenant/{tenant}/customers/{id}/notes');
    const customerId = note?.keys.id ?? '';
    const items = await world.items({ group: 'crm', resource: 'customer_notes', operation: 'getAll', customerId });
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ json }) => String(json.customerId) === customerId)).toBe(true);
  });

  test('a parent whose ID an expression does not find is a mistake in words, and no request', async () => {
    const { error } = await world.run({
      group: 'crm',
      resource: 'customer_notes',
      operation: 'getAll',
      customerId: '={{ $json.none }}',
    });
    expect(error).toMatchObject({
      message: 'An ID is missing',
      description: expect.stringContaining('customerId') as unknown,
    });
    expect(world.asked()).toEqual([]);
  });

  test('a date that is none is a mistake in words', async () => {
    const { error } = await world.run({ ...customers, filters: { changedSince: 'yesterday' } });
    expect(error).toMatchObject({ message: 'Changed Since is not a date: yesterday' });
  });
});

describe('which fields', () => {
  test('the ten that matter most', async () => {
    const [item] = await world.items({ ...customers, limit: 1 });
    expect(Object.keys(item?.json ?? {})).toEqual([
      ...['id', 'name', 'type', 'address', 'balance', 'doNotService', 'taxExempt', 'active', 'createdOn', 'modifiedOn'],
    ]);
  });

  test('all of them, as ServiceTitan sends them', async () => {
    const [item] = await world.items({ ...customers, limit: 1, output: 'raw' });
    expect(item?.json).toEqual(world.tenant.rows('customers').find(({ id }) => id === item?.json.id));
  });

  test('the chosen ones', async () => {
    const [item] = await world.items({
      ...customers,
      limit: 1,
      output: 'selectedFields',
      fields: ['name', 'customFields'],
    });
    expect(Object.keys(item?.json ?? {})).toEqual(['name', 'customFields']);
  });

  test('numbers that JSON numbers cannot hold are texts with all their digits', async () => {
    const [first] = active();
    const fields = { balance: '12345678901234567.89' };
    world.tenant.mutate({ action: 'edit', stream: 'customers', id: first?.id as number, fields });
    const [item] = await world.items({ ...customers, filters: { ids: String(first?.id) } });
    expect(item?.json).toMatchObject({ id: first?.id, balance: '12345678901234567.89' });
  });
});

describe('several input items', () => {
  const input = [{ json: { city: 'a' } }, { json: { city: 'b' } }];

  test('each gives its own records, which say which item they came from', async () => {
    const items = await world.items({ ...customers, limit: 2 }, { input });
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }, { item: 1 }]);
  });

  test('with Continue, an item that fails becomes one that says why, and the others go on', async () => {
    world.simulator.faults.add({ path: /customers$/, times: 1, effect: { kind: 'status', status: 403 } });
    const { items } = await world.run({ ...customers, limit: 1 }, { input, onError: 'continueRegularOutput' });
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
    expect(String(items[0]?.json.error)).toContain('ServiceTitan');
    expect(items[1]?.json.name).toBeDefined();
  });
});

describe('when ServiceTitan does not answer as it should', () => {
  test('a 429 is waited out, with a line in the log', async () => {
    const headers = { 'retry-after': '1' };
    world.simulator.faults.add({ path: /customers$/, times: 1, effect: { kind: 'status', status: 429, headers } });
    const { items, error, log } = await world.run({ ...customers, limit: 1 });
    expect(error).toBeNull();
    expect(items).toHaveLength(1);
    expect(log.some(({ level, message }) => level === 'warn' && /customers/.test(message))).toBe(true);
  });

  test('a 503 is tried again', async () => {
    world.simulator.faults.add({ path: /customers$/, times: 1, effect: { kind: 'status', status: 503, body: 'html' } });
    expect(await world.items({ ...customers, limit: 1 })).toHaveLength(1);
    expect(world.asked()).toHaveLength(2);
  });

  test('a tenant that has not connected reads what to do', async () => {
    world.tenant.connected = false;
    await world.engine.saveCredential({ ...(await world.engine.readCredential()), accessToken: '' });
    const { error } = await world.run(customers);
    expect(error?.message).toContain('Not Connected Yet');
    expect(error?.description).toContain('API Application Access');
  });
});
