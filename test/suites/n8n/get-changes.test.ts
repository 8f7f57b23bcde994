/** Get Changes: a token goes in and comes out, and nothing is missed or doubled in between. */
import type { INodeParameters } from 'n8n-workflow';

import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';

let world: NodeWorld;

beforeAll(async () => {
  world = await startNodeWorld({
    tenants: [{ seed: 7, sizes: { customers: 60 } }],
    switches: { requestsPerSecond: 10_000, exportBatchSize: 25 },
  });
}, 900_000);
afterAll(() => world.close());

const changes = { group: 'crm', resource: 'customers', operation: 'getChanges', output: 'raw' };

interface Token {
  readonly resource: string;
  readonly continueFrom: string;
  readonly hasMore: boolean;
  readonly records: number;
}

/** A run: the records, and the item for the next one. */
async function run(parameters: INodeParameters = {}): Promise<{ ids: unknown[]; token: Token }> {
  const { outputs, error } = await world.run({ ...changes, ...parameters });
  expect(error).toBeNull();
  const [records = [], tokens = []] = outputs;
  expect(tokens).toHaveLength(1);
  expect([...records, ...tokens].every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
  return { ids: records.map(({ json }) => json.id), token: tokens[0]?.json as unknown as Token };
}

test('everything first, then what was edited, added and deactivated, then nothing', async () => {
  const { clock } = world.simulator;
  clock.set('2026-03-01T12:00:00Z');
  const all = await run();
  expect(new Set(all.ids)).toEqual(new Set(world.tenant.rows('customers').map(({ id }) => id)));
  expect(all.token).toMatchObject({ resource: 'customers', hasMore: false, records: 60 });

  const [first, second] = world.tenant.rows('customers');
  world.tenant.mutate({ action: 'edit', stream: 'customers', id: first?.id as number, fields: { name: 'Ann' } });
  world.tenant.mutate({ action: 'deactivate', stream: 'customers', id: second?.id as number });
  const { ids } = world.tenant.mutate({ action: 'add', stream: 'customers' });
  clock.set('2026-03-01T13:00:00Z');
  const changed = await run({ continueFrom: all.token.continueFrom });
  expect(changed.ids.map(String).sort()).toEqual([first?.id, second?.id, ids[0]].map(String).sort());

  const nothing = await run({ continueFrom: changed.token.continueFrom });
  expect(nothing.ids).toEqual([]);
  expect(nothing.token).toMatchObject({ records: 0, hasMore: false });
  expect((await run({ continueFrom: nothing.token.continueFrom })).ids).toEqual([]);
});

test('a run that stops early says so, and the next one goes on behind it', async () => {
  const parts: unknown[] = [];
  let token = { hasMore: true, continueFrom: '' };
  let runs = 0;
  while (token.hasMore && runs < 10) {
    const part = await run({ continueFrom: token.continueFrom, stopAfter: 1 });
    expect(part.ids.length).toBeLessThanOrEqual(25);
    parts.push(...part.ids);
    token = part.token;
    runs += 1;
  }
  expect(runs).toBeGreaterThan(2);
  expect(parts).toHaveLength(new Set(parts).size);
  expect(parts).toHaveLength(world.tenant.count('customers'));
});

test('without a token it starts at Changed Since', async () => {
  const { ids } = await run({ changedSince: '2026-03-01T00:00:00Z' });
  expect(ids).toHaveLength(3);
});

test('changes of the last minutes come when they are asked for', async () => {
  world.simulator.clock.set('2026-03-02T12:00:00Z');
  const before = await run({ changedSince: '2026-03-02T00:00:00Z' });
  const [, , third] = world.tenant.rows('customers');
  world.tenant.mutate({ action: 'edit', stream: 'customers', id: third?.id as number, fields: { name: 'Bob' } });
  expect((await run({ continueFrom: before.token.continueFrom })).ids).toEqual([]);
  const recent = await run({ continueFrom: before.token.continueFrom, includeRecentChanges: true });
  expect(recent.ids).toEqual([third?.id]);
});

test('a token that is no longer accepted: what to do instead', async () => {
  const { error } = await world.run({ ...changes, continueFrom: 'not-a-token' });
  expect(error).toMatchObject({
    message: 'ServiceTitan does not accept this token for changes of customers',
    description: expect.stringContaining('set Changed Since') as unknown,
  });
});

test('a failure in the middle gives neither records nor a token', async () => {
  world.simulator.faults.add({ path: /export\/customers$/, skip: 1, effect: { kind: 'status', status: 403 } });
  const { error, outputs } = await world.run(changes);
  expect(error).not.toBeNull();
  expect(outputs.flat()).toEqual([]);
});
