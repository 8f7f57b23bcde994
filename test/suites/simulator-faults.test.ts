/** Everything that can go wrong on the way to ServiceTitan, on demand. */
import { request } from 'node:http';

import { startSimulator, type FaultEffect, type Simulator, type Tenant } from '../simulator';
import { connect, type ApiClient, type Batch, type Page } from '../support/simulator-api';

const customers = '/crm/v2/tenant/{tenant}/export/customers';
const zones = '/dispatch/v2/tenant/{tenant}/zones';
let simulator: Simulator;
let tenant: Tenant;
let client: ApiClient;

beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [{ sizes: { customers: 40, invoices: 40 } }],
    switches: { requestsPerSecond: 10_000, exportBatchSize: 25 },
  });
  [tenant] = simulator.tenants;
  client = await connect(simulator);
});

afterEach(() => simulator.close());

const next = (effect: FaultEffect) => {
  simulator.faults.add({ effect });
};

interface Wire {
  status: number | null;
  headers: NodeJS.Dict<string | string[]>;
  bytes: number;
  /** Ended as promised, ended early, or still open when the patience was over. */
  end: 'complete' | 'broken' | 'open';
}

/** What really comes over the wire, with a patience in ms. */
function wire(path: string, patience = 400): Promise<Wire> {
  const url = simulator.apiUrl + path.replace('{tenant}', tenant.tenantId);
  const headers = { authorization: client.token, 'st-app-key': tenant.appKey };
  const seen: Wire = { status: null, headers: {}, bytes: 0, end: 'open' };
  return new Promise((resolve) => {
    const sent = request(url, { headers, agent: false });
    const done = (end: Wire['end']) => {
      clearTimeout(timer);
      seen.end = end;
      resolve(seen);
      sent.destroy();
    };
    const timer = setTimeout(() => {
      done('open');
    }, patience);
    sent.on('error', () => {
      done('broken');
    });
    sent.on('response', (response) => {
      seen.status = response.statusCode ?? null;
      seen.headers = response.headers;
      response.on('data', (chunk: Buffer) => {
        seen.bytes += chunk.length;
      });
      response.on('error', () => {
        done('broken');
      });
      response.on('end', () => {
        done(response.complete ? 'complete' : 'broken');
      });
    });
    sent.end();
  });
}

test('a fault hits so many matching requests, after those that it lets pass, and no others', async () => {
  simulator.faults.add({
    path: /export\/customers$/,
    method: 'get',
    skip: 1,
    times: 2,
    effect: { kind: 'status', status: 503 },
  });
  const statuses: number[] = [];
  for (const path of [customers, zones, customers, zones, customers, customers])
    statuses.push((await client.get(path)).status);
  expect(statuses).toEqual([200, 200, 503, 200, 503, 200]);
  expect(simulator.faults.hits()).toEqual({ status: 2 });
  expect(simulator.faults.pending()).toEqual([]);
  expect(simulator.requests.filter(({ fault }) => fault === 'status')).toHaveLength(2);
});

test('a fault is for one tenant, or gone when faults are cleared', async () => {
  simulator.faults.add({ tenantId: '999', effect: { kind: 'status', status: 500 }, times: Infinity });
  expect((await client.get(customers)).status).toBe(200);
  simulator.faults.add({ effect: { kind: 'status', status: 500 }, times: Infinity });
  expect((await client.get(customers)).status).toBe(500);
  simulator.faults.clear();
  expect((await client.get(customers)).status).toBe(200);
});

test('an error comes as a problem, as HTML or without a body, with headers of its own', async () => {
  next({
    kind: 'status',
    status: 429,
    title: 'Rate limit is exceeded. Try again in 7 seconds.',
    headers: { 'Retry-After': '6.5' },
  });
  const limited = await client.get(customers);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '6.5']);
  expect(JSON.parse(limited.text)).toMatchObject({
    title: 'Rate limit is exceeded. Try again in 7 seconds.',
    traceId: expect.any(String) as string,
  });
  next({ kind: 'status', status: 503, body: 'html' });
  const html = await client.get(customers);
  expect([html.status, html.headers.get('content-type')]).toEqual([503, 'text/html']);
  expect(html.text).toContain('503 Service Unavailable');
  next({ kind: 'status', status: 502, body: 'empty' });
  expect(await client.get(customers)).toMatchObject({ status: 502, text: '' });
});

test('the token endpoint can fail too', async () => {
  simulator.faults.add({ path: '^/connect/token$', effect: { kind: 'status', status: 500, body: 'empty' } });
  await expect(connect(simulator)).rejects.toThrow();
  expect((await connect(simulator)).token).not.toBe('');
});

test.each([
  [
    { kind: 'reset', when: 'before-headers' },
    { status: null, end: 'broken' },
  ],
  [
    { kind: 'reset', when: 'after-headers' },
    { status: 200, bytes: 0, end: 'broken' },
  ],
  [
    { kind: 'reset', when: 'mid-body' },
    { status: 200, end: 'broken' },
  ],
  [
    { kind: 'stall', when: 'before-headers' },
    { status: null, end: 'open' },
  ],
  [
    { kind: 'stall', when: 'after-headers' },
    { status: 200, bytes: 0, end: 'open' },
  ],
  [
    { kind: 'stall', when: 'mid-body' },
    { status: 200, end: 'open' },
  ],
  [
    { kind: 'truncate', how: 'content-length' },
    { status: 200, end: 'broken' },
  ],
  [
    { kind: 'truncate', how: 'chunked' },
    { status: 200, end: 'broken' },
  ],
] as [FaultEffect, Partial<Wire>][])('%j breaks the answer where it says', async (effect, expected) => {
  const whole = await wire(customers);
  next(effect);
  const seen = await wire(customers);
  expect(seen).toMatchObject(expected);
  expect(seen.bytes).toBeLessThan(whole.bytes);
  expect(seen.headers['transfer-encoding'] === 'chunked').toBe(effect.kind === 'truncate' && effect.how === 'chunked');
  expect((await wire(customers)).end).toBe('complete');
});

test('half of the JSON can come as a whole answer', async () => {
  next({ kind: 'invalid-json' });
  const reply = await client.get(customers);
  expect(reply.status).toBe(200);
  expect(() => JSON.parse(reply.text) as unknown).toThrow(SyntaxError);
});

test('an answer can come drop by drop, or late, and still be right', async () => {
  const whole = (await client.get(customers)).text;
  const timed = async (effect: FaultEffect) => {
    next(effect);
    const began = Date.now();
    expect((await client.get(customers)).text).toBe(whole);
    return Date.now() - began;
  };
  expect(await timed({ kind: 'slow-drip', chunkBytes: Math.ceil(whole.length / 8), everyMs: 20 })).toBeGreaterThan(120);
  expect(await timed({ kind: 'latency', ms: 150 })).toBeGreaterThanOrEqual(149);
  simulator.switches.latencyMs = 80;
  const began = Date.now();
  await client.get(zones);
  expect(Date.now() - began).toBeGreaterThanOrEqual(79);
});

test('a valid token can be refused once', async () => {
  next({ kind: 'expired-token' });
  expect((await client.get(customers)).status).toBe(401);
  expect((await client.get(customers)).status).toBe(200);
});

test('a page can be empty and promise more, on lists and feeds', async () => {
  next({ kind: 'empty-page' });
  expect(JSON.parse((await client.get(zones)).text) as Page).toMatchObject({ hasMore: true, data: [] });
  next({ kind: 'empty-page' });
  const batch = JSON.parse((await client.get(customers)).text) as Batch;
  expect(batch).toMatchObject({ hasMore: true, data: [] });
  expect((await client.batch(customers, { from: batch.continueFrom })).data).toHaveLength(15);
});

test('a feed can repeat the token it was asked with, and a list can promise more than there is', async () => {
  const { continueFrom } = await client.batch(customers);
  next({ kind: 'repeated-continue-from' });
  expect(await client.batch(customers, { from: continueFrom })).toMatchObject({ hasMore: true, continueFrom });
  next({ kind: 'has-more' });
  const page = await client.page(zones);
  expect(page.hasMore).toBe(true);
  expect(page.data.length).toBeLessThan(page.pageSize);
});

test('JSON can be indented and the content type wrong without a digit changing', async () => {
  const plain = (await client.get(customers)).text;
  next({ kind: 'pretty' });
  const pretty = (await client.get(customers)).text;
  expect(pretty).toContain('{\n  "hasMore": true');
  expect(JSON.stringify(JSON.parse(pretty))).toBe(plain);
  next({ kind: 'content-type', value: 'text/plain' });
  const wrong = await client.get(customers);
  expect([wrong.headers.get('content-type'), wrong.text]).toEqual(['text/plain', plain]);
});

test('random faults hit the same requests for the same seed, about as often as asked', async () => {
  const run = async (seed: number) => {
    simulator.faults.random({
      seed,
      probability: 0.3,
      path: /zones$/,
      effects: [
        { kind: 'status', status: 500 },
        { kind: 'status', status: 502, body: 'html' },
      ],
    });
    const statuses: number[] = [];
    for (let number = 0; number < 60; number += 1) statuses.push((await client.get(zones)).status);
    return statuses;
  };
  const first = await run(4);
  expect(await run(4)).toEqual(first);
  expect(await run(5)).not.toEqual(first);
  expect(new Set(first)).toEqual(new Set([200, 500, 502]));
  const failed = first.filter((status) => status !== 200).length;
  expect(failed).toBeGreaterThan(6);
  expect(failed).toBeLessThan(32);
  simulator.faults.random(null);
  expect((await client.get(zones)).status).toBe(200);
});

test('answers are compressed for clients that ask, when the switch says so', async () => {
  expect((await client.get(customers, {}, { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBeNull();
  simulator.switches.gzip = true;
  const reply = await client.get(customers, {}, { 'accept-encoding': 'gzip' });
  expect(reply.headers.get('content-encoding')).toBe('gzip');
  expect((JSON.parse(reply.text) as Batch).data).toHaveLength(25);
});

test('closing ends even a request that is never answered', async () => {
  next({ kind: 'stall', when: 'before-headers' });
  const pending = wire(customers, 5_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await simulator.close();
  expect((await pending).end).toBe('broken');
});
