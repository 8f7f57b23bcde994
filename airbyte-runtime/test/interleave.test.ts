import { setTimeout as sleep } from 'node:timers/promises';

import { interleave } from '../src/source/interleave';

async function collect<T, R>(generator: AsyncGenerator<T, R>): Promise<{ yielded: T[]; returned: R }> {
  const yielded: T[] = [];
  let next = await generator.next();
  while (next.done !== true) {
    yielded.push(next.value);
    next = await generator.next();
  }
  return { yielded, returned: next.value };
}

function counting(name: string, count: number, waitMs: number, running?: { now: number; most: number }) {
  return async function* (): AsyncGenerator<string, string> {
    if (running) running.most = Math.max(running.most, (running.now += 1));
    for (let index = 0; index < count; index += 1) {
      await sleep(waitMs);
      yield `${name}${index}`;
    }
    if (running) running.now -= 1;
    return name;
  };
}

test('a slow stream does not hold up a quick one, and each keeps its order', async () => {
  const { yielded, returned } = await collect(interleave([counting('slow', 3, 40), counting('quick', 3, 1)], 2));
  expect(yielded.slice(0, 3)).toEqual(['quick0', 'quick1', 'quick2']);
  expect(yielded.slice(3)).toEqual(['slow0', 'slow1', 'slow2']);
  expect(returned).toEqual(['quick', 'slow']);
});

test('streams that never wait take turns', async () => {
  const instant = (name: string) => counting(name, 50, 0);
  const { yielded } = await collect(interleave([instant('a'), instant('b')], 2));
  expect(yielded.slice(0, 20).some((each) => each.startsWith('b'))).toBe(true);
});

test('what belongs together comes together, though another stream has something to say', async () => {
  const inParts = (name: string) =>
    async function* (): AsyncGenerator<string, string> {
      for (let page = 0; page < 3; page += 1) {
        await sleep(1);
        for (const part of ['first', 'next', 'last']) yield `${name}${page} ${part}`;
      }
      return name;
    };
  const goesOn = (value: string): boolean => !value.endsWith('last');
  const { yielded, returned } = await collect(interleave([inParts('a'), inParts('b')], 2, [], goesOn));
  expect(yielded).toHaveLength(18);
  for (let at = 0; at < yielded.length; at += 3)
    expect(new Set(yielded.slice(at, at + 3).map((value) => value.slice(0, 2))).size).toBe(1);
  expect(returned.sort()).toEqual(['a', 'b']);
});

test('no more than the agreed number run at once, started in list order', async () => {
  const running = { now: 0, most: 0 };
  const names = ['a', 'b', 'c', 'd', 'e'];
  const { yielded } = await collect(
    interleave(
      names.map((name) => counting(name, 2, 1, running)),
      2,
    ),
  );
  expect(running.most).toBe(2);
  expect(yielded.filter((each) => each.endsWith('0'))).toEqual(names.map((name) => `${name}0`));
});

test('streams beside the others take no place from them, and give none when they end', async () => {
  const running = { now: 0, most: 0 };
  const waiting = [counting('w', 1, 60), counting('x', 1, 1)];
  const { yielded, returned } = await collect(
    interleave(
      ['a', 'b', 'c', 'd'].map((name) => counting(name, 2, 1, running)),
      2,
      waiting,
    ),
  );
  expect(running.most).toBe(2);
  expect(yielded.at(-1)).toBe('w0');
  expect([...returned].sort()).toEqual(['a', 'b', 'c', 'd', 'w', 'x']);
});

test.each([0, -1, Number.NaN])(
  'a senseless number of streams at once (%d) still reads them all',
  async (concurrency) => {
    const { returned } = await collect(interleave([counting('a', 1, 0), counting('b', 1, 0)], concurrency));
    expect(returned).toEqual(['a', 'b']);
  },
);

test('a generator goes on only when its last value was taken', async () => {
  let made = 0;
  async function* pages(): AsyncGenerator<number, void> {
    for (; made < 5; made += 1) yield made;
  }
  const generator = interleave([pages], 1);
  await generator.next();
  await sleep(5);
  expect(made).toBe(0);
  await generator.next();
  expect(made).toBe(1);
});
