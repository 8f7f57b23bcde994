/** Streams that are read parent by parent, when something goes wrong in the middle: the next sync makes it whole. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { temporaryFolder } from '../support/connector';
import { errorsOf, idsOf, recordsOf, stateFile, statesOf, statusesOf } from '../support/protocol';
import { catalogOf, read, sourceConfig } from '../support/source';

const folder = temporaryFolder();
const stream = 'customer_notes';
let simulator: Simulator;
let tenant: Tenant;

beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [{ seed: 5, sizes: { customers: 20, invoices: 20 } }],
    switches: { exportBatchSize: 5 },
  });
  [tenant] = simulator.tenants;
});

afterEach(async () => {
  await simulator.close();
});

afterAll(() => {
  folder.remove();
});

const sync = (state?: unknown[]) =>
  read(folder, sourceConfig(simulator, tenant), catalogOf('incremental', stream), state);
const texts = (records: readonly Record<string, unknown>[]): string[] =>
  records.map((row) => JSON.stringify(row)).sort();
const customersAsked = (): string[] =>
  simulator.requests.flatMap(({ path }) => /customers\/(\d+)\/notes$/.exec(path)?.[1] ?? []);

test('a customer whose notes cannot be read fails the stream; the next sync goes on before that customer and misses nothing', async () => {
  const whole = await sync();
  const parents = await read(folder, sourceConfig(simulator, tenant), catalogOf('full_refresh', 'customers'));
  const order = idsOf(parents.messages, 'customers').map(String);
  expect(order).toHaveLength(20);

  const broken = order[6]!;
  simulator.faults.add({
    path: new RegExp(`customers/${broken}/notes$`),
    times: 100,
    effect: { kind: 'status', status: 400 },
  });
  const first = await sync();
  expect(first.code).toBe(1);
  expect(errorsOf(first.messages)).toHaveLength(1);
  expect(statusesOf(first.messages, stream).at(-1)).toBe('INCOMPLETE');
  const states = statesOf(first.messages, stream).map(({ stream: { stream_state: state } }) => state);
  expect(states).toHaveLength(1);
  expect(states[0]).toMatchObject({ complete: false });

  simulator.faults.clear();
  simulator.clearRequests();
  const second = await sync(stateFile(first.messages));
  expect(second.code).toBe(0);
  expect(new Set(customersAsked())).toEqual(new Set(order.slice(5)));
  // what came twice is the same row with the same key
  const together = new Set(texts([...recordsOf(first.messages, stream), ...recordsOf(second.messages, stream)]));
  expect([...together].sort()).toEqual(texts(recordsOf(whole.messages, stream)));
});

test('connections that break and rate limits in the middle of the children change nothing', async () => {
  const whole = await sync();
  simulator.faults.add({ path: /notes$/, skip: 3, times: 3, effect: { kind: 'reset', when: 'mid-body' } });
  simulator.faults.add({ path: /notes$/, skip: 10, times: 2, effect: { kind: 'status', status: 429 } });
  const disturbed = await sync();
  expect(disturbed.code).toBe(0);
  expect(recordsOf(disturbed.messages, stream)).toEqual(recordsOf(whole.messages, stream));
});

test('many parents are asked side by side, within the rate of the connection', async () => {
  simulator.switches.latencyMs = 300;
  const began = Date.now();
  const outcome = await sync();
  expect(outcome.code).toBe(0);
  // 25 requests one after the other would take 7.5 s
  expect(Date.now() - began).toBeLessThan(6_000);
});
