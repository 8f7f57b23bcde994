/** Week after week nothing is missed: edits during the pull, rows that show up late, stamps that are equal. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { temporaryFolder, type Outcome } from '../support/connector';
import { idsOf, recordsOf, stateFile, statesOf } from '../support/protocol';
import { catalogOf, read, sourceConfig } from '../support/source';

const folder = temporaryFolder();
const minute = 60_000;
let simulator: Simulator;
let tenant: Tenant;

beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [{ seed: 9, sizes: { customers: 80, invoices: 120, campaigns: 60 } }],
    switches: { exportBatchSize: 20 },
  });
  [tenant] = simulator.tenants;
});

afterEach(async () => {
  await simulator.close();
});

afterAll(() => {
  folder.remove();
});

const sync = (streams: string[], state?: unknown[], more: Record<string, unknown> = {}): Promise<Outcome> =>
  read(folder, sourceConfig(simulator, tenant, more), catalogOf('incremental', ...streams), state);

/** What the warehouse holds after these syncs: the newest version of every row, as exact text. */
function merged(stream: string, ...outcomes: Outcome[]): Map<unknown, string> {
  const rows = new Map<unknown, string>();
  for (const { messages } of outcomes)
    for (const record of recordsOf(messages, stream)) rows.set(record.id, JSON.stringify(record));
  return rows;
}

function expectAllOf(stream: 'customers' | 'campaigns' | 'invoices', ...outcomes: Outcome[]): void {
  const rows = merged(stream, ...outcomes);
  const wanted = tenant.rows(stream).map((row) => JSON.stringify({ ...row, tenantId: Number(tenant.tenantId) }));
  expect([...rows.values()].sort()).toEqual(wanted.sort());
}

test('a second sync of an export feed brings what changed and nothing else', async () => {
  const first = await sync(['customers']);
  const [a, b] = tenant.rows('customers');
  simulator.clock.advance(minute);
  tenant.mutate({ action: 'edit', stream: 'customers', id: Number(a!.id), fields: { name: 'Renamed, Inc.' } });
  tenant.mutate({ action: 'deactivate', stream: 'customers', id: Number(b!.id) });
  const added = tenant.mutate({ action: 'add', stream: 'customers', count: 2 });
  simulator.clock.advance(20 * minute);
  const second = await sync(['customers'], stateFile(first.messages));
  expect(idsOf(second.messages, 'customers').map(String).sort()).toEqual(
    [String(a!.id), String(b!.id), ...added.ids].sort(),
  );
  expectAllOf('customers', first, second);
});

test('a row that shows up a quarter of an hour late, behind newer ones, is still read', async () => {
  const [late, early] = tenant.rows('customers');
  tenant.mutate({
    action: 'edit',
    stream: 'customers',
    id: Number(late!.id),
    lateBySeconds: 1800,
    fields: { name: 'Late' },
  });
  simulator.clock.advance(minute);
  tenant.mutate({ action: 'edit', stream: 'customers', id: Number(early!.id), fields: { name: 'Early' } });
  simulator.clock.advance(20 * minute);
  const first = await sync(['customers']);
  simulator.clock.advance(60 * minute);
  const second = await sync(['customers'], stateFile(first.messages));
  expectAllOf('customers', first, second);
});

test.each([true, false])('rows edited in the same millisecond are all read (equal stamps: %s)', async (equalStamps) => {
  const first = await sync(['customers', 'campaigns']);
  simulator.clock.advance(30 * minute);
  tenant.mutate({ action: 'edit-many', stream: 'customers', count: 45, equalStamps });
  tenant.mutate({ action: 'edit-many', stream: 'campaigns', count: 25, equalStamps });
  simulator.clock.advance(20 * minute);
  const second = await sync(['customers', 'campaigns'], stateFile(first.messages));
  expect(idsOf(second.messages, 'customers')).toHaveLength(45);
  expectAllOf('customers', first, second);
  expectAllOf('campaigns', first, second);
});

test('edits while a feed is read are read in this sync or the next', async () => {
  const rows = tenant.rows('customers');
  simulator.afterRequest({
    path: /export\/customers$/,
    after: 2,
    run: () => {
      for (const row of [rows[1]!, rows[30]!, rows[70]!])
        tenant.mutate({
          action: 'edit',
          stream: 'customers',
          id: Number(row.id),
          fields: { name: 'Edited under way' },
        });
    },
  });
  const first = await sync(['customers']);
  simulator.clock.advance(60 * minute);
  const second = await sync(['customers'], stateFile(first.messages));
  expectAllOf('customers', first, second);
});

test('edits and deactivations while a list is read hide no neighbour', async () => {
  const first = await sync(['campaigns']);
  simulator.clock.advance(30 * minute);
  tenant.mutate({ action: 'edit-many', stream: 'campaigns', count: 50 });
  simulator.clock.advance(minute);
  const rows = tenant.rows('campaigns');
  simulator.afterRequest({
    path: /\/campaigns$/,
    after: 1,
    run: () => {
      for (const row of rows.slice(0, 10))
        tenant.mutate({ action: 'deactivate', stream: 'campaigns', id: Number(row.id) });
    },
  });
  const second = await sync(['campaigns'], stateFile(first.messages));
  simulator.clock.advance(60 * minute);
  const third = await sync(['campaigns'], stateFile(second.messages, stateFile(first.messages)));
  expectAllOf('campaigns', first, second, third);
});

test("an incremental list read is bounded below only, by the server's clock when the last read began, with an overlap", async () => {
  simulator.clock.set('2026-03-01T12:00:00Z');
  const first = await sync(['campaigns']);
  const bound = statesOf(first.messages, 'campaigns')[0]!.stream.stream_state.modifiedOnOrAfter;
  const behindStart = Date.parse('2026-03-01T11:45:00Z') - Date.parse(String(bound));
  expect(behindStart).toBeGreaterThanOrEqual(0);
  expect(behindStart).toBeLessThan(minute);
  simulator.clearRequests();
  simulator.clock.advance(7 * 24 * 60 * minute);
  await sync(['campaigns'], stateFile(first.messages));
  const query = Object.fromEntries(simulator.requests.find((request) => request.path.endsWith('/campaigns'))!.query);
  expect(query.modifiedOnOrAfter).toBe(bound);
  expect(query.modifiedBefore).toBeUndefined();
  expect(query.active).toBe('Any');
  expect(query.sort).toBe('+Id');
});

test('the start date bounds export feeds and modified filters', async () => {
  await sync(['customers', 'campaigns'], undefined, { start_date: '2024-06-01' });
  const query = (end: string): Record<string, string> =>
    Object.fromEntries(simulator.requests.find((request) => request.path.endsWith(end))!.query);
  expect(query('/export/customers').from).toBe('2024-06-01');
  expect(query('/campaigns').modifiedOnOrAfter).toBe('2024-06-01T00:00:00Z');
});

test('recent changes are asked for only when configured', async () => {
  await sync(['customers']);
  expect(simulator.requests.flatMap((request) => request.query.map(([name]) => name))).not.toContain(
    'includeRecentChanges',
  );
  const [row] = tenant.rows('customers');
  tenant.mutate({ action: 'edit', stream: 'customers', id: Number(row!.id), fields: { name: 'Just now' } });
  const fresh = await sync(['customers'], undefined, { include_recent_changes: true });
  expect(recordsOf(fresh.messages, 'customers').some((record) => record.name === 'Just now')).toBe(true);
});

test('ids beyond 2^53 and long decimals come through digit by digit', async () => {
  await simulator.close();
  simulator = await startSimulator({
    tenants: [{ seed: 4, sizes: { customers: 12, invoices: 12 }, exactNumbers: true }],
  });
  [tenant] = simulator.tenants;
  const outcome = await sync(['customers', 'invoices']);
  for (const stream of ['customers', 'invoices'] as const) {
    const lines = outcome.stdout
      .split('\n')
      .filter((line) => line.includes(`"stream":"${stream}"`) && line.includes('"RECORD"'));
    for (const text of tenant.texts(stream)) expect(lines.some((line) => line.includes(text.slice(0, -1)))).toBe(true);
  }
});

test('each tenant is read with its own credentials and marked with its own id', async () => {
  await simulator.close();
  simulator = await startSimulator({
    tenants: [1, 2].map((seed) => ({ seed, sizes: { customers: 10, invoices: 10 } })),
  });
  for (const each of simulator.tenants) {
    const outcome = await read(folder, sourceConfig(simulator, each), catalogOf('full_refresh', 'customers'));
    expect(recordsOf(outcome.messages, 'customers').every((record) => record.tenantId === Number(each.tenantId))).toBe(
      true,
    );
    expect(idsOf(outcome.messages, 'customers').map(String).sort()).toEqual(
      each
        .rows('customers')
        .map((row) => String(row.id))
        .sort(),
    );
  }
});
