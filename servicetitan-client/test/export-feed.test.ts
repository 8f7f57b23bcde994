import { readExport, type ExportBatch, type ExportRead, type HttpRequest } from '../src';

import { collect, createWorld, failure, type Answer, type World } from './support/world';

const read: ExportRead = {
  path: '/crm/v2/tenant/{tenant}/export/customers',
  label: 'customers',
  from: null,
  primaryKey: ['id'],
};
const body = (members: object): Answer => ({ body: JSON.stringify({ data: [{ id: 1 }], ...members }) });
const fromOf = ({ url }: HttpRequest): string | null => new URL(url).searchParams.get('from');
const batches = (world: World, change: Partial<ExportRead> = {}): Promise<ExportBatch[]> =>
  world.run(collect(readExport(world.client(), { ...read, ...change })));

/** a feed of positions p1, p2, ... up to the last one */
const feed = (last: number): World =>
  createWorld((request) => {
    const next = Number(/^p(\d+)$/.exec(fromOf(request) ?? '')?.[1] ?? 0) + 1;
    return body({ data: [{ id: next }], hasMore: next < last, continueFrom: `p${next}` });
  });

test('a feed is read from its beginning to its end, and every batch says where the next read goes on', async () => {
  const world = feed(3);
  const all = await batches(world);
  expect(all.map(({ continueFrom, last }) => [continueFrom, last])).toEqual([
    ['p1', false],
    ['p2', false],
    ['p3', true],
  ]);
  expect(world.api().map(({ request }) => fromOf(request))).toEqual([null, 'p1', 'p2']);
});

test('a stored position is where the next read begins, and its end is worth storing again', async () => {
  const world = feed(4);
  const all = await batches(world, { from: 'p3' });
  expect(all.map(({ continueFrom }) => continueFrom)).toEqual(['p4']);
});

test('a date seeds the feed; recent changes are asked for only when they are wanted', async () => {
  const world = feed(1);
  await batches(world, { from: '2024-01-01', includeRecentChanges: false, parameters: { active: 'Any' } });
  await batches(world, { from: '2024-01-01', includeRecentChanges: true });
  const [without, withThem] = world.api().map(({ request }) => new URL(request.url).search);
  expect(without).toBe('?from=2024-01-01&active=Any');
  expect(withThem).toBe('?from=2024-01-01&includeRecentChanges=true');
});

test('a position with every kind of character comes back as it was given', async () => {
  const position = 'a+b/c==&d#%2B ü';
  const world = createWorld((request) => body({ hasMore: fromOf(request) === null, continueFrom: position }));
  const world2 = createWorld((request) => body({ hasMore: false, continueFrom: fromOf(request) }));
  expect(
    (await failure(batches(createWorld(() => body({ hasMore: true, continueFrom: position }))))) as Error,
  ).toBeInstanceOf(Error);
  expect((await batches(world)).at(-1)!.continueFrom).toBe(position);
  expect((await batches(world2, { from: position, stored: true })).at(-1)!.continueFrom).toBe(position);
});

test.each([
  ['the position it was asked for', ['p1', 'p1']],
  ['an earlier one', ['p1', 'p2', 'p3', 'p1']],
])('a feed that promises more and names %s ends with an error, not a loop', async (_case, positions) => {
  const world = createWorld((_request, count) =>
    body({ hasMore: true, continueFrom: positions[count] ?? 'never asked' }),
  );
  expect(await failure(batches(world))).toMatchObject({
    kind: 'endless_feed',
    failureType: 'system',
    label: 'customers',
  });
  expect(world.api()).toHaveLength(positions.length);
});

test('the seed itself counts as a position that was used', async () => {
  const world = createWorld(() => body({ hasMore: true, continueFrom: 'p7' }));
  expect(await failure(batches(world, { from: 'p7' }))).toMatchObject({ kind: 'endless_feed' });
  expect(world.api()).toHaveLength(1);
});

test('the same position at the end of the feed is no fault: nothing is new', async () => {
  const world = createWorld(() => body({ data: [], hasMore: false, continueFrom: 'p7' }));
  expect(await batches(world, { from: 'p7' })).toMatchObject([{ items: [], continueFrom: 'p7', last: true }]);
});

test('more without a position is asked for again; the end without one keeps the position before', async () => {
  const world = createWorld((_request, count) =>
    body(count === 0 ? { hasMore: true } : count === 1 ? { hasMore: true, continueFrom: 'p1' } : { hasMore: false }),
  );
  expect((await batches(world)).map(({ continueFrom }) => continueFrom)).toEqual(['p1', 'p1']);
  expect(world.waits).toHaveLength(1);
  expect((await batches(createWorld(() => body({ hasMore: false }))))[0]).toMatchObject({
    continueFrom: null,
    last: true,
  });
});

test('a hundred empty batches in a row end with an error; ninety-nine are a quiet time', async () => {
  const quiet = createWorld((_request, count) =>
    body({ data: count < 99 ? [] : [{ id: 1 }], hasMore: count < 99, continueFrom: `p${count}` }),
  );
  expect(await batches(quiet)).toHaveLength(100);
  const endless = createWorld((_request, count) => body({ data: [], hasMore: true, continueFrom: `p${count}` }));
  expect(await failure(batches(endless))).toMatchObject({ kind: 'endless_feed' });
  expect(endless.api()).toHaveLength(100);
});

test('a stored position that ServiceTitan no longer knows is a config error that says what to do', async () => {
  const world = createWorld(() => ({ status: 400, body: '{"title":"Invalid continuation token","traceId":"t1"}' }));
  expect(await failure(batches(world, { from: 'p7' }))).toMatchObject({
    kind: 'expired_position',
    failureType: 'config',
    traceId: 't1',
    message: expect.stringMatching(/Refresh the stream/) as string,
  });
});

test('a refused date is not mistaken for an old position', async () => {
  const world = createWorld(() => ({ status: 400 }));
  expect(await failure(batches(world, { from: '2024-01-01' }))).toMatchObject({ kind: 'rejected_request' });
  expect(await failure(batches(world))).toMatchObject({ kind: 'rejected_request' });
});

test('a refusal in the middle of a read is not blamed on the stored position', async () => {
  const world = createWorld((_request, count) =>
    count === 0 ? body({ hasMore: true, continueFrom: 'p8' }) : { status: 400 },
  );
  expect(await failure(batches(world, { from: 'p7' }))).toMatchObject({ kind: 'rejected_request' });
});

test('a row without its key stops the read before its batch is handed on', async () => {
  const world = createWorld(() => body({ data: [{ id: 1 }, { name: 'x' }], hasMore: false, continueFrom: 'p1' }));
  expect(await failure(batches(world))).toMatchObject({ kind: 'missing_key', failureType: 'system' });
});

test('the next batch is on its way while this one is worked on, and no more than the next', async () => {
  const world = feed(5);
  const reading = readExport(world.client(), read);
  await world.run(reading.next());
  await world.run(world.sleep(60_000));
  expect(world.api()).toHaveLength(2);
  expect(await world.run(collect(reading))).toHaveLength(4);
});
