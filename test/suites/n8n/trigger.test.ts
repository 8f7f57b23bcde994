/** The trigger against changes of a simulated tenant: each change starts the workflow once, whatever happens between polls. */
import { readState, takeTurn } from '../../../n8n-nodes-servicetitan/nodes/ServiceTitanTrigger/state';
import { watchedResources } from '../../../n8n-nodes-servicetitan/nodes/ServiceTitanTrigger/watched';
import type { RowId } from '../../simulator';
import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';
import { eventsOf, watch } from '../../support/n8n-trigger';

let world: NodeWorld;
const minute = 60_000;

beforeAll(async () => {
  world = await startNodeWorld({
    tenants: [
      { seed: 7, sizes: { customers: 2_600, invoices: 20, zones: 1_400, jobs: 5, locations: 5 }, collectionRows: 3 },
    ],
    switches: { requestsPerSecond: 10_000 },
  });
}, 900_000);
afterAll(() => world.close());

beforeEach(() => {
  // a year before n8n's own clock: nothing may depend on that
  world.simulator.clock.set('2025-11-10T10:00:00Z');
});
let days = 0;
afterEach(() => {
  world.simulator.faults.clear();
  world.simulator.switches.exportBatchSize = 1_000;
  // what one test changed has settled before the next
  world.simulator.clock.set(Date.parse('2025-11-10T10:00:00Z') + (days += 1) * 1_440 * minute);
});

const idsOf = (stream: 'customers' | 'zones', count: number, from = 0): RowId[] =>
  world.tenant
    .rows(stream)
    .slice(from, from + count)
    .map(({ id }) => id as RowId);

const tick = (milliseconds = minute): void => {
  world.simulator.clock.advance(milliseconds);
};
const startDay = (): void => {
  world.simulator.clock.set(Date.parse('2025-11-10T10:00:00Z') + (days += 1) * 1_440 * minute);
};

test.each(['customers', 'zones'] as const)(
  '%s: publishing is the beginning; then each new, changed and deactivated record starts the workflow once',
  async (resource) => {
    startDay();
    const { tenant } = world;
    const trigger = watch(world, { resource });
    expect(await trigger.poll()).toBeNull();
    tick();
    expect(await trigger.poll()).toBeNull();
    const [edited, deactivated] = idsOf(resource, 2);
    const { ids: added } = tenant.mutate({ stream: resource, action: 'add' });
    tenant.mutate({ stream: resource, action: 'edit', id: edited!, fields: { name: 'Another name' } });
    tenant.mutate({ stream: resource, action: 'deactivate', id: deactivated! });
    tick();
    const events = await trigger.poll();
    expect(events).toHaveLength(3);
    expect(events).toEqual(
      expect.arrayContaining([
        ['created', Number(added[0])],
        ['updated', edited],
        ['deactivated', deactivated],
      ]),
    );
    // ServiceTitan shows recent changes again and again, and once more when they are settled
    for (let minutes = 0; minutes < 40; minutes += 8) {
      expect(await trigger.poll()).toBeNull();
      tick(8 * minute);
    }
    tenant.mutate({ stream: resource, action: 'edit', id: Number(added[0]), fields: { name: 'Third' } });
    tick();
    expect(await trigger.poll()).toEqual([['updated', Number(added[0])]]);
    tenant.mutate({ stream: resource, action: 'activate', id: deactivated! });
  },
);

test('two records with one stamp: the one that shows up after the poll is neither lost nor is the other doubled', async () => {
  startDay();
  for (const resource of ['customers', 'zones'] as const) {
    const trigger = watch(world, { resource });
    expect(await trigger.poll()).toBeNull();
    const [first, second] = idsOf(resource, 2, 10);
    const modifiedOn = new Date(world.simulator.clock.now() + 1_500).toISOString();
    world.tenant.mutate({ stream: resource, action: 'edit', id: first!, fields: { name: 'One' }, modifiedOn });
    tick();
    expect(await trigger.poll()).toEqual([['updated', first]]);
    world.tenant.mutate({ stream: resource, action: 'edit', id: second!, fields: { name: 'Two' }, modifiedOn });
    expect(await trigger.poll()).toEqual([['updated', second]]);
    expect(await trigger.poll()).toBeNull();
  }
});

test.each(['customers', 'zones'] as const)(
  '%s: a poll that fails in the middle of its pages keeps nothing, and the next one has everything',
  async (resource) => {
    startDay();
    const trigger = watch(world, { resource });
    await trigger.poll();
    world.simulator.switches.exportBatchSize = 300;
    const count = 700;
    world.tenant.mutate({ stream: resource, action: 'edit-many', count });
    tick();
    world.simulator.faults.add({
      path: new RegExp(`${resource}$`),
      skip: 1,
      times: 50,
      effect: { kind: 'status', status: 503 },
    });
    await expect(trigger.poll()).rejects.toThrow('could not be reached');
    world.simulator.faults.clear();
    const events = (await trigger.pollToTheEnd()).flat();
    expect(events).toHaveLength(count);
    expect(new Set(events.map(([, id]) => id)).size).toBe(count);
  },
);

test('a poll whose outcome was lost with the process is had again, the same', async () => {
  startDay();
  const trigger = watch(world, { resource: 'customers' });
  await trigger.poll();
  world.tenant.mutate({ stream: 'customers', action: 'edit-many', count: 5 });
  tick();
  const saved = trigger.staticData;
  const lost = await trigger.poll();
  expect(lost).toHaveLength(5);
  trigger.staticData = saved;
  expect(await trigger.poll()).toEqual(lost);
  expect(await trigger.poll()).toBeNull();
});

test('a backlog of an export feed is worked off over several polls, each record once', async () => {
  startDay();
  const trigger = watch(world, { resource: 'customers' });
  await trigger.poll();
  world.tenant.mutate({ stream: 'customers', action: 'edit-many', count: 2_500 });
  tick(60 * minute);
  world.simulator.switches.exportBatchSize = 400;
  const polls = await trigger.pollToTheEnd();
  expect(polls.map(({ length }) => length)).toEqual([1_200, 1_200, 100]);
  expect(new Set(polls.flat().map(([, id]) => id)).size).toBe(2_500);
});

test('a backlog of a list goes on at its page; what changes meanwhile comes once more, as what it is then', async () => {
  startDay();
  const trigger = watch(world, { resource: 'zones' });
  await trigger.poll();
  world.tenant.mutate({ stream: 'zones', action: 'edit-many', count: 1_400 });
  tick(30 * minute);
  const first = (await trigger.poll())!;
  expect(first).toHaveLength(1_000);
  tick();
  const [, again] = first[3]!;
  world.tenant.mutate({ stream: 'zones', action: 'edit', id: again as number, fields: { name: 'Again' } });
  const { ids: added } = world.tenant.mutate({ stream: 'zones', action: 'add' });
  tick();
  const rest = (await trigger.pollToTheEnd()).flat();
  expect(rest).toEqual(
    expect.arrayContaining([
      ['updated', again],
      ['created', Number(added[0])],
    ]),
  );
  expect(rest).toHaveLength(402);
  expect(new Set([...first, ...rest].map(([, id]) => id)).size).toBe(1_401);
});

test('more recent changes than are remembered: none is doubled when they settle', async () => {
  startDay();
  const trigger = watch(world, { resource: 'customers' });
  await trigger.poll();
  world.tenant.mutate({ stream: 'customers', action: 'edit-many', count: 1_700 });
  tick();
  const events = (await trigger.pollToTheEnd()).flat();
  expect(events).toHaveLength(1_700);
  for (let minutes = 0; minutes < 80; minutes += 4) {
    tick(4 * minute);
    expect(await trigger.poll()).toBeNull();
  }
  world.tenant.mutate({ stream: 'customers', action: 'edit-many', count: 1 });
  tick();
  expect(await trigger.poll()).toHaveLength(1);
  expect(Object.keys((trigger.staticData.serviceTitan as { seen: object }).seen).length).toBeLessThan(1_000);
});

test('settled changes only: nothing for 15 minutes, then each change once', async () => {
  startDay();
  const trigger = watch(world, { resource: 'customers', options: { includeRecentChanges: false } });
  await trigger.poll();
  const [id] = idsOf('customers', 1, 30);
  world.tenant.mutate({ stream: 'customers', action: 'edit', id: id!, fields: { name: 'Slow' } });
  tick(14 * minute);
  expect(await trigger.poll()).toBeNull();
  tick(2 * minute);
  expect(await trigger.poll()).toEqual([['updated', id]]);
  expect(await trigger.poll()).toBeNull();
});

test("ServiceTitan's clock counts, be it years ahead of n8n's; it was behind until here", async () => {
  world.simulator.clock.set('2031-06-01T00:00:00Z');
  for (const resource of ['customers', 'zones'] as const) {
    const trigger = watch(world, { resource });
    expect(await trigger.poll()).toBeNull();
    tick();
    const [id] = idsOf(resource, 1, 50);
    world.tenant.mutate({ stream: resource, action: 'edit', id: id!, fields: { name: 'Ahead' } });
    tick();
    expect(await trigger.poll()).toEqual([['updated', id]]);
  }
});

test('a token that ServiceTitan no longer accepts is replaced by the time of the last poll', async () => {
  startDay();
  world.simulator.clock.set('2032-01-01T00:00:00Z');
  const trigger = watch(world, { resource: 'customers' });
  await trigger.poll();
  const [before, after] = idsOf('customers', 2, 60);
  world.tenant.mutate({ stream: 'customers', action: 'edit', id: before!, fields: { name: 'Before' } });
  tick();
  expect(await trigger.poll()).toEqual([['updated', before]]);
  world.tenant.mutate({ stream: 'customers', action: 'edit', id: after!, fields: { name: 'After' } });
  tick();
  const state = trigger.staticData.serviceTitan as { position: { continueFrom: string } };
  trigger.staticData = {
    serviceTitan: { ...state, position: { ...state.position, continueFrom: 'no-token-at-all' } },
  };
  expect(await trigger.poll()).toEqual([['updated', after]]);
  expect(await trigger.poll()).toBeNull();
});

test('another resource begins anew, and only the chosen events start the workflow', async () => {
  startDay();
  world.simulator.clock.set('2033-01-01T00:00:00Z');
  const customers = watch(world, { resource: 'customers' });
  await customers.poll();
  world.tenant.mutate({ stream: 'zones', action: 'edit-many', count: 3 });
  tick();
  const zones = watch(world, { resource: 'zones', events: ['created'] }, customers.staticData);
  expect(await zones.poll()).toBeNull();
  world.tenant.mutate({ stream: 'zones', action: 'edit-many', count: 3 });
  const { ids } = world.tenant.mutate({ stream: 'zones', action: 'add' });
  tick();
  expect(await zones.poll()).toEqual([['created', Number(ids[0])]]);
});

test('somebody who builds the workflow sees some records, and the trigger stays where it is', async () => {
  for (const resource of ['customers', 'zones'] as const) {
    const trigger = watch(world, { resource });
    await trigger.poll();
    const answer = await world.engine.poll({
      node: 'serviceTitanTrigger',
      parameters: { resource, events: ['created'] },
      mode: 'manual',
      staticData: trigger.staticData,
    });
    expect([1, 2, 3]).toContain(eventsOf(answer)?.length);
    expect(answer.items![0]!.json).toMatchObject({ _event: { resource, tenantId: world.tenant.tenantId } });
    expect(answer.staticData).toEqual(trigger.staticData);
  }
});

test('credentials that do not work keep the workflow from being published, with the words for whoever can help', async () => {
  world.tenant.connected = false;
  const trigger = watch(world, { resource: 'customers' });
  await expect(trigger.poll()).rejects.toThrow(
    /Not Connected Yet: .*Settings > Integrations > API Application Access/s,
  );
  expect(trigger.staticData).toEqual({});
  world.tenant.connected = true;
  expect(await trigger.poll()).toBeNull();
});

test('of two polls that overlap, the one that ends second hands nothing on', () => {
  const state = {
    ...{ resource: 'customers', tenantId: '1', since: '2026-01-01T00:00:00Z', looked: '2026-01-01T00:00:00Z' },
    position: { kind: 'export', continueFrom: 'token', seededFrom: null } as const,
    ...{ goOn: null, seen: {} },
  };
  const data = {};
  const [one, other] = [takeTurn(data), takeTurn(data)];
  expect(other.keep({ ...state, seen: { 7: '2026-01-02T00:00:00Z' } })).toBe(true);
  expect(one.keep(state)).toBe(false);
  expect(readState(data, state)?.seen).toEqual({ 7: '2026-01-02T00:00:00Z' });
  expect(takeTurn(data).keep(state)).toBe(true);
});

test('every resource with changes can be watched', async () => {
  world.simulator.clock.set('2040-01-01T00:00:00Z'); // after everything that another test has stamped
  expect(watchedResources.length).toBeGreaterThan(100);
  for (const { value } of watchedResources) {
    const trigger = watch(world, { resource: String(value) });
    expect([value, await trigger.poll()]).toEqual([value, null]);
    expect([value, await trigger.poll()]).toEqual([value, null]);
  }
});
