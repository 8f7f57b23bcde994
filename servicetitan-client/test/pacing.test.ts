import { createPacer } from '../src/pacing';

import { createWorld, peakPerSecond, start, tokenAnswer, type World } from './support/world';

const quiet = (): World => createWorld(() => ({}));

async function depart(
  world: World,
  pacer: ReturnType<typeof createPacer>,
  label: string,
  log: string[],
  times: number[],
): Promise<void> {
  await pacer.depart(label);
  log.push(label);
  times.push(world.now());
}

test.each([1, 7, 10, 60])(
  '%d requests a second are never exceeded in any second, the first one included',
  async (rps) => {
    const world = quiet();
    const pacer = createPacer(rps, world.ports);
    const times: number[] = [];
    await world.run(Promise.all(Array.from({ length: rps * 5 }, () => depart(world, pacer, 'invoices', [], times))));
    expect(times).toHaveLength(rps * 5);
    expect(times[0]).toBe(start);
    expect(peakPerSecond(times)).toBeLessThanOrEqual(rps);
    // and the budget is used: five seconds' worth does not take six
    expect(times.at(-1)! - start).toBeLessThan(6000);
  },
);

test('requests that come after a pause do not catch up with a burst', async () => {
  const world = quiet();
  const pacer = createPacer(10, world.ports);
  const times: number[] = [];
  await world.run(depart(world, pacer, 'jobs', [], times));
  await world.run(world.sleep(60_000));
  await world.run(Promise.all(Array.from({ length: 20 }, () => depart(world, pacer, 'jobs', [], times))));
  expect(peakPerSecond(times)).toBeLessThanOrEqual(10);
});

test('a stream with many requests waiting does not hold up the others', async () => {
  const world = quiet();
  const pacer = createPacer(10, world.ports);
  const order: string[] = [];
  await world.run(
    Promise.all([
      ...Array.from({ length: 5 }, () => depart(world, pacer, 'invoices', order, [])),
      depart(world, pacer, 'jobs', order, []),
      depart(world, pacer, 'zones', order, []),
    ]),
  );
  expect(order.slice(0, 4).sort()).toEqual(['invoices', 'invoices', 'jobs', 'zones']);
  expect(order.slice(4)).toEqual(['invoices', 'invoices', 'invoices']);
});

test('a 429 halves the rate once per wait, and calm brings it back step by step', async () => {
  const world = quiet();
  const pacer = createPacer(10, world.ports);
  expect(pacer.throttled('jobs', 5000)).toBe(5);
  expect(pacer.throttled('jobs', 5000)).toBeNull();
  await world.run(world.sleep(5000));
  expect(pacer.throttled('jobs', 1000)).toBe(2.5);
  await world.run(world.sleep(30_000));
  // three calm steps of one request a second each
  expect(pacer.throttled('jobs', 1000)).toBe(2.75);
});

test('a stream that alone is limited does not slow the others down', async () => {
  const world = quiet();
  const pacer = createPacer(10, world.ports);
  expect(pacer.throttled('reviews', 1000)).toBe(5);
  await world.run(world.sleep(1001));
  pacer.answered('jobs');
  expect(pacer.throttled('reviews', 1000)).toBeNull();
  await world.run(world.sleep(1001));
  // a limit that others run into as well is the tenant's
  expect(pacer.throttled('jobs', 1000)).toBe(2.5);
  await world.run(world.sleep(1001));
  expect(pacer.throttled('reviews', 1000)).toBe(1.25);
});

test('a stream that is limited again and again lowers the rate while nobody else is answered', async () => {
  const world = quiet();
  const pacer = createPacer(10, world.ports);
  expect(pacer.throttled('jobs', 1000)).toBe(5);
  await world.run(world.sleep(1001));
  expect(pacer.throttled('jobs', 1000)).toBe(2.5);
  pacer.answered('zones');
  pacer.answered('jobs');
  await world.run(world.sleep(1001));
  expect(pacer.throttled('jobs', 1000)).toBe(1.25);
});

test('milliseconds that timers add to every wait are made up for, without a burst', async () => {
  const world = quiet();
  const late = (ms: number): Promise<void> => world.ports.sleep(ms + 2);
  const pacer = createPacer(60, { now: world.now, sleep: late });
  const times: number[] = [];
  await world.run(Promise.all(Array.from({ length: 600 }, () => depart(world, pacer, 'jobs', [], times))));
  expect(times.at(-1)! - start).toBeLessThan(10_600);
  expect(peakPerSecond(times)).toBeLessThanOrEqual(60);
});

test('however often ServiceTitan says 429, one request in two seconds is still made', async () => {
  const world = quiet();
  const pacer = createPacer(10, world.ports);
  for (let hit = 0; hit < 20; hit += 1) {
    pacer.throttled('jobs', 0);
    await world.run(world.sleep(1001));
  }
  const times: number[] = [];
  await world.run(Promise.all([1, 2, 3].map(() => depart(world, pacer, 'jobs', [], times))));
  expect(times.at(-1)! - times[0]!).toBeLessThanOrEqual(2 * 2100);
});

test('the rate is back at what was configured, and not above it, after a long calm', async () => {
  const world = quiet();
  const pacer = createPacer(4, world.ports);
  pacer.throttled('jobs', 1000);
  await world.run(world.sleep(3_600_000));
  const times: number[] = [];
  await world.run(Promise.all(Array.from({ length: 12 }, () => depart(world, pacer, 'jobs', [], times))));
  expect(peakPerSecond(times)).toBe(4);
});

test('a clock that is set back an hour does not stop the requests', async () => {
  const world = quiet();
  let shift = 0;
  const pacer = createPacer(10, { sleep: world.ports.sleep, now: () => world.now() + shift });
  await world.run(pacer.depart('jobs'));
  shift = -3_600_000;
  await world.run(pacer.depart('jobs'));
  expect(world.now() - start).toBeLessThan(1000);
});

test('a request that nobody waits for any more leaves the queue without using a departure', async () => {
  const world = quiet();
  const pacer = createPacer(1, world.ports);
  const stop = new AbortController();
  const times: number[] = [];
  const first = depart(world, pacer, 'jobs', [], times);
  const given = expect(pacer.depart('jobs', stop.signal)).rejects.toMatchObject({ kind: 'aborted' });
  const last = depart(world, pacer, 'jobs', [], times);
  stop.abort();
  await world.run(Promise.all([first, given, last]));
  expect(times.at(-1)! - times[0]!).toBe(1050);
});

test('token requests and several streams share the budget, also while tokens run out and 429s come', async () => {
  const world = createWorld(
    (_request, count) => (count % 9 === 8 ? { status: 429, headers: { 'retry-after': '0.5' } } : {}),
    () => tokenAnswer({ expires_in: 2 }),
  );
  const client = world.client({ requestsPerSecond: 5 });
  const stream = async (label: string): Promise<void> => {
    for (let page = 0; page < 12; page += 1) await client.get('/x', [], { label });
  };
  await world.run(Promise.all(['a', 'b', 'c'].map(stream)));
  expect(world.tokens.length).toBeGreaterThan(3);
  expect(peakPerSecond(world.sent.map(({ at }) => at))).toBeLessThanOrEqual(5);
});
