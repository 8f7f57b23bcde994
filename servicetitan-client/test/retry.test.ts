import { BadBodyError, TransportError } from '../src';
import { retryDelayMs } from '../src/retry';

import { createWorld, failure, start, type Answer, type World } from './support/world';

const get = (world: World): Promise<unknown> => world.run(world.client().get('/x/{tenant}', [], { label: 'invoices' }));

test.each<[string, Answer]>([
  ['408', { status: 408 }],
  ['425', { status: 425 }],
  ['429', { status: 429 }],
  ['500 with HTML', { status: 500, body: '<html>' }],
  ['502 without a body', { status: 502 }],
  ['599', { status: 599 }],
  ['a connection that was reset', new TransportError('ECONNRESET', 'socket hang up')],
])('%s is tried again until it works', async (_case, answer) => {
  const world = createWorld((_request, count) => (count < 9 ? answer : { body: 'done' }));
  expect(await get(world)).toMatchObject({ body: 'done' });
  expect(world.api()).toHaveLength(10);
});

test.each([400, 403, 404, 405, 409, 410, 422, 302])('%d is not tried again', async (status) => {
  const world = createWorld(() => ({ status }));
  await failure(get(world));
  expect(world.api()).toHaveLength(1);
});

test.each<[string, Answer, object]>([
  ['rate limit', { status: 429 }, { kind: 'rate_limit', status: 429 }],
  ['outage', { status: 503 }, { kind: 'outage', status: 503 }],
  ['silence', new TransportError('ETIMEDOUT', 'silence'), { kind: 'outage' }],
  ['garbled body', new TransportError('EENCODING', 'damaged'), { kind: 'bad_response' }],
])('a %s that outlasts ten tries is a transient error', async (_case, answer, expected) => {
  const world = createWorld(() => answer);
  expect(await failure(get(world))).toMatchObject({ failureType: 'transient', ...expected });
  expect(world.api()).toHaveLength(10);
});

test('a body that the reader cannot use is asked for again, and after ten tries is a bad response', async () => {
  const world = createWorld((_request, count) => ({ body: count < 2 ? '{"cut":' : '{"whole":1}' }));
  const read = (accept: (body: string) => unknown): Promise<unknown> =>
    world.run(
      world.client().get('/x', [], { label: 'invoices' }, ({ body }) => {
        try {
          return accept(body);
        } catch {
          throw new BadBodyError('not JSON');
        }
      }),
    );
  expect(await read((body) => JSON.parse(body) as unknown)).toEqual({ whole: 1 });
  const error = await failure(read(() => JSON.parse('') as unknown));
  expect(error).toMatchObject({ kind: 'bad_response', failureType: 'transient' });
});

test('an error of the reader itself, or of the transport, is not taken for a bad answer', async () => {
  const world = createWorld(() => ({}));
  const broken = world.client().get('/x', [], { label: 'invoices' }, () => {
    throw new TypeError('a bug');
  });
  expect(await world.run(failure(broken))).toBeInstanceOf(TypeError);
  const bug = createWorld(() => {
    throw new TypeError('a bug');
  });
  expect(await failure(get(bug))).toBeInstanceOf(TypeError);
});

test('the waits grow to half a minute at most and are spread over their whole length', () => {
  const longest = Array.from({ length: 10 }, (_, index) => retryDelayMs(index + 1, null, () => 1));
  expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  expect(retryDelayMs(5, null, () => 0)).toBe(0);
  expect(retryDelayMs(5, null, () => 0.5)).toBe(4000);
});

test('Retry-After is a minimum, also when the dice say zero', async () => {
  const world = createWorld(
    (_request, count) => (count === 0 ? { status: 429, headers: { 'retry-after': '12.5' } } : {}),
    undefined,
    () => 0,
  );
  await get(world);
  const [first, second] = world.api().map(({ at }) => at);
  expect(second! - first!).toBeGreaterThanOrEqual(12_500);
  expect(world.waits).toEqual([{ label: 'invoices', reason: 'rate_limit', ms: 12_500, attempt: 1 }]);
});

test('a Retry-After of a quarter of an hour is waited for; a longer one ends the request at once', async () => {
  const patient = createWorld((_request, count) =>
    count === 0 ? { status: 503, headers: { 'retry-after': '900' } } : {},
  );
  await get(patient);
  expect(patient.now() - start).toBeGreaterThanOrEqual(900_000);
  const impatient = createWorld(() => ({ status: 429, headers: { 'retry-after': '901' } }));
  const error = await failure(get(impatient));
  expect(error).toMatchObject({
    kind: 'rate_limit',
    failureType: 'transient',
    message: expect.stringContaining('901 seconds') as string,
  });
  expect(impatient.now() - start).toBeLessThan(1000);
});

test('only the stream that was limited waits; the others go on', async () => {
  const world = createWorld((request, count) =>
    request.url.includes('invoices') && count < 3 ? { status: 429, headers: { 'retry-after': '60' } } : {},
  );
  const client = world.client();
  const done: [string, number][] = [];
  const read = async (label: string): Promise<void> => {
    await client.get(`/${label}`, [], { label });
    done.push([label, world.now() - start]);
  };
  await world.run(Promise.all([read('invoices'), read('jobs'), read('zones')]));
  expect(done.map(([label]) => label)).toEqual(['jobs', 'zones', 'invoices']);
  expect(done[1]![1]).toBeLessThan(2000);
});

test('the statistics add up per stream and over all', async () => {
  const world = createWorld((_request, count) => (count === 1 ? { status: 500 } : {}));
  const client = world.client();
  await world.run(client.get('/a', [], { label: 'a' }));
  await world.run(client.get('/b', [], { label: 'b' }));
  expect(client.stats('a')).toMatchObject({ requests: 1, retries: 0 });
  expect(client.stats('b')).toMatchObject({ requests: 2, retries: 1 });
  expect(client.stats('b').waitedMs).toBeGreaterThanOrEqual(500);
  expect(client.stats()).toMatchObject({ requests: 4, retries: 1 });
  expect(client.stats('nobody')).toEqual({ requests: 0, retries: 0, waitedMs: 0 });
});

test('a request that is given up during its wait is not sent again', async () => {
  const world = createWorld(() => ({ status: 503 }));
  const stop = new AbortController();
  const pending = failure(world.client().get('/x', [], { label: 'invoices', signal: stop.signal }));
  await world.run(world.sleep(400));
  stop.abort();
  expect(await world.run(pending)).toMatchObject({ kind: 'aborted' });
  expect(world.api()).toHaveLength(1);
});

test('a read that is a POST carries its JSON and is tried again like any other, a conflict where that is wanted', async () => {
  const statuses = [503, 409];
  const world = createWorld((_request, count) => (count < 2 ? { status: statuses[count]! } : { body: '{"data":[]}' }));
  const request = {
    method: 'POST',
    path: '/dispatch/v2/tenant/{tenant}/capacity',
    query: [['page', '1']],
    body: { startsOnOrAfter: '2026-01-01T00:00:00Z', skillBasedAvailability: false },
  } as const;
  const answer = await world.run(world.client().request(request, { label: 'capacities', retryConflict: true }));
  expect(answer.body).toBe('{"data":[]}');
  expect(world.api()).toHaveLength(3);
  for (const { request: sent } of world.api())
    expect(sent).toMatchObject({
      method: 'POST',
      url: 'https://api.servicetitan.io/dispatch/v2/tenant/1234567/capacity?page=1',
      headers: { 'content-type': 'application/json', 'st-app-key': 'ak1.app-key' },
      body: '{"startsOnOrAfter":"2026-01-01T00:00:00Z","skillBasedAvailability":false}',
    });
});

test('a 429 of an endpoint with a limit of its own slows nobody else down', async () => {
  const gaps = async (ownLimit: boolean): Promise<number> => {
    const world = createWorld((_request, count) => (count === 0 ? { status: 429 } : {}));
    const client = world.client();
    await world.run(client.get('/report', [], { label: 'report', ownLimit }));
    await world.run(Promise.all([1, 2].map(() => client.get('/x', [], { label: 'invoices' }))));
    const [, , first, second] = world.api();
    return second!.at - first!.at;
  };
  expect(await gaps(true)).toBeLessThan(await gaps(false));
});
