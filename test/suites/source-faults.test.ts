/** ServiceTitan at its worst: the source loses nothing, publishes nothing twice wrongly, and says what happened. */
import { startSimulator, type FaultEffect, type Simulator, type Tenant } from '../simulator';
import { finish, sourceProgram, start, temporaryFolder } from '../support/connector';
import { errorsOf, idsOf, logsOf, recordsOf, statesOf, statusesOf } from '../support/protocol';
import { catalogOf, read, sourceConfig } from '../support/source';

const folder = temporaryFolder();
let simulator: Simulator;
let tenant: Tenant;

beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [{ seed: 5, sizes: { customers: 120, invoices: 200 } }],
    switches: { exportBatchSize: 40 },
  });
  [tenant] = simulator.tenants;
});

afterEach(async () => {
  await simulator.close();
});

afterAll(() => {
  folder.remove();
});

const customers = /export\/customers$/;
const everyCustomer = (): number => tenant.count('customers');

const passing: [string, FaultEffect][] = [
  ['a rate limit with its wait in seconds', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
  ['a rate limit with a decimal wait', { kind: 'status', status: 429, headers: { 'retry-after': '0.4' } }],
  [
    'a rate limit that only its title explains',
    { kind: 'status', status: 429, title: 'Rate limit is exceeded. Try again in 1 seconds.' },
  ],
  ['a 500 with a problem body', { kind: 'status', status: 500 }],
  ['a 503 with a page of HTML', { kind: 'status', status: 503, body: 'html' }],
  ['a 502 without a body', { kind: 'status', status: 502, body: 'empty' }],
  ['a reset before the headers', { kind: 'reset', when: 'before-headers' }],
  ['a reset in the middle of the body', { kind: 'reset', when: 'mid-body' }],
  ['a body shorter than its Content-Length', { kind: 'truncate', how: 'content-length' }],
  ['a chunked body that is cut', { kind: 'truncate', how: 'chunked' }],
  ['half of a JSON text that looks whole', { kind: 'invalid-json' }],
  ['a token that expired under way', { kind: 'expired-token' }],
  ['a body that drips', { kind: 'slow-drip', chunkBytes: 4096, everyMs: 20 }],
  ['JSON over many lines', { kind: 'pretty' }],
  ['JSON under another content type', { kind: 'content-type', value: 'text/plain' }],
];

test.each(passing)('%s costs no row and no double', async (_name, effect) => {
  simulator.faults.add({ path: customers, effect, skip: 1, times: 1 });
  const outcome = await read(folder, sourceConfig(simulator, tenant), catalogOf('full_refresh', 'customers'));
  expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
  const ids = idsOf(outcome.messages, 'customers');
  expect([ids.length, new Set(ids).size]).toEqual([everyCustomer(), everyCustomer()]);
  expect(Object.values(simulator.faults.hits()).reduce((sum, hits) => sum + hits, 0)).toBe(1);
});

test('a server that stalls is given up after the read time-out and asked again', async () => {
  simulator.faults.add({ path: customers, effect: { kind: 'stall', when: 'mid-body' } });
  const outcome = await read(
    folder,
    sourceConfig(simulator, tenant),
    catalogOf('full_refresh', 'customers'),
    undefined,
    {
      SERVICETITAN_READ_TIMEOUT_SECONDS: '2',
    },
  );
  expect(outcome.code).toBe(0);
  expect(recordsOf(outcome.messages, 'customers')).toHaveLength(everyCustomer());
});

test('a storm of random faults over all streams ends with every row', async () => {
  simulator.faults.random({
    seed: 11,
    probability: 0.2,
    path: /\/tenant\//,
    effects: passing.map(([, effect]) => effect),
  });
  const names = ['customers', 'customer_contacts', 'locations', 'invoices', 'payments', 'zones', 'campaigns'] as const;
  const outcome = await read(folder, sourceConfig(simulator, tenant), catalogOf('full_refresh', ...names));
  expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
  for (const name of names)
    expect([name, new Set(idsOf(outcome.messages, name)).size]).toEqual([name, tenant.count(name)]);
}, 240_000);

test('while it waits for the rate limit, the stream is shown as rate limited', async () => {
  simulator.faults.add({ path: customers, effect: { kind: 'status', status: 429, headers: { 'retry-after': '2' } } });
  const outcome = await read(folder, sourceConfig(simulator, tenant), catalogOf('full_refresh', 'customers'));
  const statuses = statusesOf(outcome.messages, 'customers');
  expect(statuses).toContain('RUNNING:RATE_LIMITED');
  expect(statuses.indexOf('RUNNING:RATE_LIMITED')).toBeLessThan(statuses.lastIndexOf('RUNNING'));
});

test('an outage that does not end fails its stream in words, and the others are read', async () => {
  simulator.faults.add({
    path: customers,
    effect: { kind: 'status', status: 503, body: 'html' },
    skip: 1,
    times: Infinity,
  });
  const outcome = await read(
    folder,
    sourceConfig(simulator, tenant),
    catalogOf('incremental', 'customers', 'invoices'),
  );
  expect(outcome.code).toBe(1);
  expect(errorsOf(outcome.messages)).toMatchObject([
    {
      failure_type: 'transient_error',
      stream_descriptor: { name: 'customers' },
      message: expect.stringMatching(/503/) as string,
    },
  ]);
  expect(errorsOf(outcome.messages)[0]!.message).not.toMatch(/<[a-z]/i);
  expect(statusesOf(outcome.messages, 'customers').at(-1)).toBe('INCOMPLETE');
  expect(statusesOf(outcome.messages, 'invoices').at(-1)).toBe('COMPLETE');
  expect(recordsOf(outcome.messages, 'invoices')).toHaveLength(tenant.count('invoices'));
  const states = statesOf(outcome.messages, 'customers');
  expect(states.every((state) => state.stream.stream_state.complete === false)).toBe(true);
}, 240_000);

test.each([
  ['a batch that promises more and repeats its position', 'repeated-continue-from'],
  ['batches that are empty and promise more', 'empty-page'],
] as const)(
  '%s ends with an error, not in a loop',
  async (_name, kind) => {
    simulator.faults.add({ path: customers, effect: { kind }, times: Infinity });
    const outcome = await read(folder, sourceConfig(simulator, tenant), catalogOf('full_refresh', 'customers'));
    expect(outcome.code).toBe(1);
    expect(errorsOf(outcome.messages)).toMatchObject([{ stream_descriptor: { name: 'customers' } }]);
    expect(statesOf(outcome.messages, 'customers')).toEqual([]);
  },
  240_000,
);

test('list pages that are empty and promise more, or never end, end with an error too', async () => {
  for (const kind of ['empty-page', 'has-more'] as const) {
    simulator.faults.clear();
    simulator.faults.add({ path: /\/campaigns$/, effect: { kind }, times: Infinity });
    const outcome = await read(folder, sourceConfig(simulator, tenant), catalogOf('full_refresh', 'campaigns'));
    expect([kind, outcome.code]).toEqual([kind, 1]);
  }
}, 240_000);

test('a scope that the app lacks fails its stream by name and leaves the others', async () => {
  tenant.scopes = tenant.scopes.filter((scope) => scope !== 'tn.acc.payments:r');
  const outcome = await read(
    folder,
    sourceConfig(simulator, tenant),
    catalogOf('full_refresh', 'payments', 'customers'),
  );
  expect(outcome.code).toBe(1);
  expect(errorsOf(outcome.messages)).toMatchObject([
    {
      failure_type: 'config_error',
      stream_descriptor: { name: 'payments' },
      message: expect.stringContaining('tn.acc.payments:r') as string,
    },
  ]);
  expect(recordsOf(outcome.messages, 'customers')).toHaveLength(everyCustomer());
});

test('a module that the tenant does not have ends its stream empty, with a warning', async () => {
  tenant.modulesOff = ['memberships'];
  const outcome = await read(
    folder,
    sourceConfig(simulator, tenant),
    catalogOf('full_refresh', 'memberships', 'customers'),
  );
  expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
  expect(statusesOf(outcome.messages, 'memberships').at(-1)).toBe('COMPLETE');
  expect(recordsOf(outcome.messages, 'memberships')).toEqual([]);
  expect(logsOf(outcome.messages).join('\n')).toMatch(/memberships.*module/);
});

test('a wrong app key that answers 404 everywhere is an error, not an empty tenant', async () => {
  simulator.switches.appKeyStatus = 404;
  const outcome = await read(
    folder,
    sourceConfig(simulator, tenant, { app_key: 'ak1.wrong' }),
    catalogOf('full_refresh', 'customers'),
  );
  expect(outcome.code).toBe(1);
  expect(errorsOf(outcome.messages)).toMatchObject([{ failure_type: 'config_error' }]);
  expect(statesOf(outcome.messages, 'customers')).toEqual([]);
});

test('a secret that stopped working is one configuration error for the sync', async () => {
  const outcome = await read(
    folder,
    sourceConfig(simulator, tenant, { client_secret: 'cs1.revoked' }),
    catalogOf('full_refresh', 'customers', 'invoices'),
  );
  expect(outcome.code).toBe(1);
  expect(errorsOf(outcome.messages).every((error) => error.failure_type === 'config_error')).toBe(true);
  expect(outcome.stdout).not.toContain('cs1.revoked');
});

test('never more requests in a second than configured, however many streams are read', async () => {
  simulator.switches.exportBatchSize = 10;
  const outcome = await read(
    folder,
    sourceConfig(simulator, tenant, { requests_per_second: 8 }),
    catalogOf('full_refresh', 'customers', 'customer_contacts', 'locations'),
  );
  expect(outcome.code).toBe(0);
  expect(simulator.stats().peakPerSecond[tenant.tenantId]).toBeLessThanOrEqual(8);
});

test('neither secrets nor tokens reach the output, whatever goes wrong', async () => {
  const config = sourceConfig(simulator, tenant);
  simulator.faults.random({
    seed: 2,
    probability: 0.4,
    path: /./,
    effects: passing.map(([, effect]) => effect).slice(0, 9),
  });
  const outcome = await read(folder, config, catalogOf('incremental', 'customers', 'zones'));
  const printed = outcome.stdout + outcome.stderr;
  for (const secret of [config.client_secret, config.app_key]) expect(printed).not.toContain(secret);
  expect(printed).not.toMatch(/eyJ[A-Za-z0-9_-]{20}/);
}, 240_000);

test('a reader that goes away ends the source', async () => {
  simulator.switches.latencyMs = 50;
  const child = start(sourceProgram, [
    'read',
    ...['--config', folder.file('gone.json', sourceConfig(simulator, tenant))],
    ...['--catalog', folder.file('gone-catalog.json', catalogOf('full_refresh', 'invoices', 'customers'))],
  ]);
  child.stdout?.once('data', () => child.stdout?.destroy());
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  await ended;
  expect(child.exitCode !== 0 || child.signalCode !== null).toBe(true);
});

test('SIGTERM ends the source by that signal, as its callers expect', async () => {
  simulator.switches.latencyMs = 200;
  const child = start(sourceProgram, [
    'read',
    ...['--config', folder.file('term.json', sourceConfig(simulator, tenant))],
    ...['--catalog', folder.file('term-catalog.json', catalogOf('full_refresh', 'invoices', 'customers'))],
  ]);
  const outcome = finish(child);
  child.stdout?.once('data', () => child.kill('SIGTERM'));
  expect((await outcome).signal).toBe('SIGTERM');
});
