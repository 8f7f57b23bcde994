/** The simulator as a program of its own, and what other processes can ask of it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { startSimulator, type RequestRecord, type Simulator } from '../simulator';
import { connect, idsOf, type ApiClient } from '../support/simulator-api';

const customers = '/crm/v2/tenant/{tenant}/customers';
let simulator: Simulator;
let client: ApiClient;

beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [{ tenantId: '77', exactNumbers: true, sizes: { customers: 20, invoices: 20 } }, { tenantId: '78' }],
  });
  client = await connect(simulator);
});

afterEach(() => simulator.close());

async function control(
  method: string,
  path: string,
  body?: string | object,
): Promise<{ status: number; value: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${simulator.apiUrl}/_simulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: text }),
  });
  const answer = await response.text();
  return { status: response.status, value: answer === '' ? undefined : (JSON.parse(answer) as unknown) };
}

test('its index tells the addresses, the tenants and the switches, but no secret', async () => {
  const { value } = await control('GET', '');
  expect(value).toMatchObject({
    apiUrl: simulator.apiUrl,
    authUrl: simulator.authUrl,
    tenants: [{ tenantId: '77', connected: true }, { tenantId: '78' }],
  });
  expect(JSON.stringify(value)).not.toContain(simulator.tenants[0].clientSecret);
});

test('a mutation keeps every digit that was sent and answers with the ids', async () => {
  const id = /"id":(\d+)/.exec(simulator.tenants[0].texts('customers').next().value as string)![1]!;
  const { value } = await control(
    'POST',
    'mutate',
    `{"action":"edit","stream":"customers","id":"${id}","fields":{"balance":12.345678901234567890123}}`,
  );
  expect(value).toEqual({ ids: [id] });
  expect(simulator.tenants[0].text('customers', id)).toContain('"balance":12.345678901234567890123,');
  expect((await control('POST', 'mutate', { tenantId: '78', action: 'add', stream: 'zones' })).value).toMatchObject({
    ids: [expect.any(String)],
  });
  expect(simulator.tenants[1]!.count('zones')).toBe(9);
});

test('a request that makes no sense is 400 or 404 with the reason', async () => {
  expect(await control('POST', 'mutate', { action: 'edit', stream: 'customers', id: 5 })).toEqual({
    status: 400,
    value: { error: 'customers has no row with the id 5' },
  });
  expect((await control('POST', 'clock', { set: 'noon' })).status).toBe(400);
  expect((await control('POST', 'mutate', '{')).status).toBe(400);
  expect((await control('POST', 'tenants', { tenantId: '9', connected: false })).status).toBe(400);
  expect((await control('POST', 'switches', { exportBatchsize: 7 })).value).toEqual({
    error: 'there is no switch exportBatchsize',
  });
  expect((await control('POST', 'faults', { effect: { kind: 'flood' } })).value).toEqual({
    error: 'there is no fault flood',
  });
  expect((await control('GET', 'nothing')).status).toBe(404);
});

test('faults are added, counted and cleared', async () => {
  await control('POST', 'faults', [
    { path: 'customers$', effect: { kind: 'status', status: 503 } },
    { path: 'zones$', times: null, effect: { kind: 'status', status: 500 } },
  ]);
  expect([(await client.get(customers)).status, (await client.get(customers)).status]).toEqual([503, 200]);
  expect((await control('GET', 'faults')).value).toMatchObject({
    hits: { status: 1 },
    pending: [{ effect: { status: 500 } }],
  });
  await control('DELETE', 'faults');
  expect((await client.get('/dispatch/v2/tenant/{tenant}/zones')).status).toBe(200);
  await control('POST', 'faults/random', { seed: 1, probability: 1, effects: [{ kind: 'status', status: 502 }] });
  expect((await client.get(customers)).status).toBe(502);
});

test('the clock is set, moved and released', async () => {
  expect((await control('POST', 'clock', { set: '2030-01-01T00:00:00Z' })).value).toEqual({
    now: '2030-01-01T00:00:00.000Z',
  });
  expect((await control('POST', 'clock', { advanceSeconds: 90 })).value).toEqual({ now: '2030-01-01T00:01:30.000Z' });
  await control('POST', 'clock', { run: true });
  expect((await control('GET', 'clock')).value).toMatchObject({
    now: expect.stringMatching(/^2030-01-01T00:01:3/) as string,
  });
});

test('switches and tenants change while it runs', async () => {
  expect((await control('POST', 'switches', { exportBatchSize: 7 })).value).toMatchObject({
    exportBatchSize: 7,
    badToken: 'reject',
  });
  expect((await client.batch('/crm/v2/tenant/{tenant}/export/customers')).data).toHaveLength(7);
  await control('POST', 'tenants', { tenantId: '77', modulesOff: ['crm'] });
  expect((await client.get(customers)).status).toBe(404);
  await control('POST', 'tenants', { connected: false, modulesOff: [] });
  expect((await client.get(customers)).status).toBe(401);
});

test('a hook edits rows when a certain request is answered', async () => {
  await control('POST', 'hooks', {
    path: 'export/customers$',
    after: 2,
    mutations: [{ action: 'add', stream: 'customers', fields: { name: 'Just now' } }],
  });
  const before = simulator.tenants[0].count('customers');
  await client.get('/crm/v2/tenant/{tenant}/export/customers');
  expect(simulator.tenants[0].count('customers')).toBe(before);
  await client.get('/crm/v2/tenant/{tenant}/export/customers');
  expect(simulator.tenants[0].count('customers')).toBe(before + 1);
});

test('requests can be read from a number on, counted and forgotten; controls are not among them', async () => {
  const active = simulator.tenants[0].rows('customers').filter((row) => row.active === true).length;
  await client.get(customers);
  const all = (await control('GET', 'requests')).value as RequestRecord[];
  expect(all.map(({ path }) => path)).toEqual(['/connect/token', '/crm/v2/tenant/77/customers']);
  expect((await control('GET', `requests?after=${String(all[0]!.number)}`)).value).toHaveLength(1);
  expect((await control('GET', 'stats')).value).toMatchObject({
    requests: 2,
    byStatus: { 200: 2 },
    rows: active,
    peakPerSecond: { 77: 1 },
  });
  expect((await control('DELETE', 'requests')).status).toBe(204);
  expect((await control('GET', 'requests')).value).toEqual([]);
});

test('days of business can be played', async () => {
  const before = simulator.tenants[1]!.count('customers');
  await control('POST', 'days', { tenantId: '78', count: 3 });
  expect(simulator.tenants[1]!.count('customers')).toBe(before + 6);
});

describe('the program', () => {
  const program = join(__dirname, '..', 'lib', 'simulator', 'main.js');
  const started: ChildProcess[] = [];
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    started.push(child);
    return child;
  };
  afterEach(() => {
    for (const child of started) child.kill('SIGKILL');
  });

  test('prints one line when it is ready, serves what it was asked for, and ends on SIGTERM', async () => {
    const child = start(
      '--customers',
      '30',
      '--invoices',
      '10',
      '--size',
      'zones=3',
      '--rows',
      '5',
      '--collection',
      'jpm/projects=4',
      '--seed',
      '4',
      '--switch',
      'exportBatchSize=12',
      '--tenants',
      '2',
      '--exact-numbers',
    );
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const ready = JSON.parse(line) as {
      apiUrl: string;
      authUrl: string;
      tenantId: string;
      clientId: string;
      clientSecret: string;
      appKey: string;
      tenants: unknown[];
    };
    expect(ready.tenants).toHaveLength(2);
    const remote = { ...simulator, apiUrl: ready.apiUrl, authUrl: ready.authUrl, tenants: simulator.tenants };
    const reader = await connect(remote, { ...simulator.tenants[0], ...ready });
    expect((await reader.batch('/crm/v2/tenant/{tenant}/export/customers')).data).toHaveLength(12);
    expect(idsOf((await reader.page('/dispatch/v2/tenant/{tenant}/zones', { active: 'Any' })).data)).toHaveLength(3);
    expect((await reader.batch('/crm/v2/tenant/{tenant}/export/leads')).data).toHaveLength(5);
    expect((await reader.batch('/jpm/v2/tenant/{tenant}/export/projects')).data).toHaveLength(4);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.each([
    [['--customers', 'many'], '--customers takes a whole number, not many'],
    [['--size', 'ghosts=3'], 'knows no stream ghosts'],
    [['--collection', 'jpm/ghosts=3'], 'no collection jpm/ghosts'],
    [['--switch', 'gzip'], '--switch takes NAME=VALUE, not gzip'],
    [['--switch', 'gzp=true'], 'no switch gzp'],
    [['--colour'], '--colour'],
  ])('%j is refused in a word', async (args, message) => {
    const child = start(...args);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(said).toContain(message);
    expect(said.trim().split('\n')).toHaveLength(1);
  });

  test('--help names every option', async () => {
    const child = start('--help');
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(child, 'close');
    for (const option of [
      '--port',
      '--tenants',
      '--seed',
      '--customers',
      '--invoices',
      '--size',
      '--rows',
      '--collection',
      '--days',
      '--exact-numbers',
      '--clock',
      '--switch',
    ])
      expect(said).toContain(option);
  });
});
