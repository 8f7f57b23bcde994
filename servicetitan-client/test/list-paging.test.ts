import { readList, type HttpRequest, type ListPage, type ListRead } from '../src';

import { collect, createWorld, failure, start, type Answer, type World } from './support/world';

type Row = Record<string, unknown>;

const read: ListRead = {
  path: '/crm/v2/tenant/{tenant}/customers',
  label: 'customers',
  pageSize: 2,
  primaryKey: ['id'],
};
const body = (rows: readonly Row[], hasMore: boolean): Answer => ({
  body: JSON.stringify({ page: 1, pageSize: 2, hasMore, totalCount: null, data: rows }),
});
const pageOf = ({ url }: HttpRequest): number => Number(new URL(url).searchParams.get('page'));
const pages = (world: World, change: Partial<ListRead> = {}): Promise<ListPage[]> =>
  world.run(collect(readList(world.client(), { ...read, ...change })));
const ids = (all: readonly ListPage[]): unknown[] => all.flatMap(({ items }) => items.map(({ value }) => value.id));
/** a server with these pages; asked for more, it has an empty last page */
const serving = (...all: Row[][]): World =>
  createWorld((request) => body(all[pageOf(request) - 1] ?? [], pageOf(request) < all.length));

test('all pages are read in order, and the last one says so', async () => {
  const world = serving([{ id: 1 }, { id: 2 }], [{ id: 3 }, { id: 4 }], [{ id: 5 }]);
  const all = await pages(world);
  expect(ids(all)).toEqual([1, 2, 3, 4, 5]);
  expect(all.map(({ last }) => last)).toEqual([false, false, true]);
});

test('the query says what to read, and nothing that the endpoint would ignore', async () => {
  const world = serving([{ id: 1 }]);
  await pages(world, {
    parameters: { active: 'Any' },
    sort: '+Id',
    modifiedOnOrAfter: { parameter: 'modifiedOnOrAfter', value: '2026-01-01T00:00:00Z' },
  });
  expect(world.api()[0]!.request.url).toBe(
    'https://api.servicetitan.io/crm/v2/tenant/1234567/customers?page=1&pageSize=2&active=Any&sort=%2BId&modifiedOnOrAfter=2026-01-01T00%3A00%3A00Z',
  );
});

test('an empty list is one last page without rows', async () => {
  expect(await pages(serving())).toMatchObject([{ items: [], last: true }]);
});

test('a row that slid onto the next page comes once; one that was edited meanwhile comes again', async () => {
  const world = serving(
    [
      { id: 1, modifiedOn: 'a' },
      { id: 2, modifiedOn: 'a' },
    ],
    [
      { id: 2, modifiedOn: 'a' },
      { id: 1, modifiedOn: 'b' },
    ],
    [{ id: 3, modifiedOn: 'a' }],
  );
  expect(ids(await pages(world))).toEqual([1, 2, 1, 3]);
});

test('rows without a stamp are compared as a whole', async () => {
  const world = serving(
    [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ],
    [
      { id: 1, name: 'a' },
      { id: 2, name: 'c' },
    ],
  );
  expect(ids(await pages(world))).toEqual([1, 2, 2]);
});

test('two rows whose ids a double cannot tell apart are two rows', async () => {
  const world = createWorld(() => ({
    body: '{"hasMore":false,"data":[{"id":9007199254740993},{"id":9007199254740992}]}',
  }));
  const [page] = await pages(world);
  expect(page!.items.map(({ raw }) => raw)).toEqual(['{"id":9007199254740993}', '{"id":9007199254740992}']);
});

test('an empty page that promises more is asked for again and may then have its rows', async () => {
  const world = createWorld((request, count) =>
    pageOf(request) === 1 ? body([{ id: 1 }], true) : count < 4 ? body([], true) : body([{ id: 2 }], false),
  );
  expect(ids(await pages(world))).toEqual([1, 2]);
  expect(world.api().map(({ request }) => pageOf(request))).toEqual([1, 2, 2, 2, 2]);
});

test('a hole in the list is stepped over when the server insists on it', async () => {
  const world = serving([{ id: 1 }], [], [{ id: 2 }]);
  expect(ids(await pages(world))).toEqual([1, 2]);
  expect(world.api().map(({ request }) => pageOf(request))).toEqual([1, 2, 2, 2, 2, 3]);
});

test('a list that is nothing but holes ends with a transient error, after what it had was handed on', async () => {
  const world = createWorld((request) => body(pageOf(request) === 1 ? [{ id: 1 }] : [], true));
  const got: ListPage[] = [];
  const reading = (async () => {
    for await (const page of readList(world.client(), read)) got.push(page);
  })();
  expect(await world.run(failure(reading))).toMatchObject({
    kind: 'endless_feed',
    failureType: 'transient',
    label: 'customers',
  });
  expect(ids(got)).toEqual([1]);
  expect(got.some(({ last }) => last)).toBe(false);
});

test('a page that comes back for ever ends with an error, even when its rows change', async () => {
  for (const stamp of [() => 'same', (count: number) => `edit ${count}`]) {
    const world = createWorld((_request, count) => body([{ id: 1, modifiedOn: stamp(count) }], true));
    expect(await failure(pages(world))).toMatchObject({ kind: 'endless_feed', failureType: 'system' });
    expect(world.api().length).toBeLessThanOrEqual(5);
  }
});

test('a row without its key stops the read and is named', async () => {
  const world = serving([{ id: 1 }, { name: 'x' }]);
  expect(await failure(pages(world))).toMatchObject({
    kind: 'missing_key',
    failureType: 'system',
    message: expect.stringMatching(/customers.*"id"/) as string,
  });
});

test('a page that is cut off is asked for again', async () => {
  const world = createWorld((_request, count) =>
    count === 0 ? { body: '{"hasMore":true,"data":[{"id' } : body([{ id: 1 }], false),
  );
  expect(ids(await pages(world))).toEqual([1]);
});

test("the read began when its first request set out, by the server's clock", async () => {
  const world = createWorld(async (request) => {
    await world.sleep(40_000);
    return {
      ...body([{ id: pageOf(request) }], pageOf(request) < 3),
      headers: { date: 'Sat, 03 Jan 2026 10:00:40 GMT' },
    };
  });
  const all = await pages(world);
  expect(new Set(all.map(({ readFrom }) => readFrom))).toEqual(new Set(['2026-01-03T10:00:00.000Z']));
});

test('without a Date header, or with a broken one, our own clock counts', async () => {
  const world = createWorld(async () => {
    await world.sleep(40_000);
    return { ...body([{ id: 1 }], false), headers: { date: 'yesterday' } };
  });
  const [page] = await pages(world);
  expect(Date.parse(page!.readFrom)).toBe(world.now() - 40_000);
  expect(Date.parse(page!.readFrom)).toBeGreaterThanOrEqual(start);
});

test('the next page is on its way while this one is worked on, and no more than the next', async () => {
  const world = serving([{ id: 1 }], [{ id: 2 }], [{ id: 3 }], [{ id: 4 }]);
  const reading = readList(world.client(), read);
  await world.run(reading.next());
  await world.run(world.sleep(60_000));
  expect(world.api().map(({ request }) => pageOf(request))).toEqual([1, 2]);
  await world.run(collect(reading));
});

test('without reading ahead nothing is asked for that is not wanted', async () => {
  const world = serving([{ id: 1 }], [{ id: 2 }]);
  const reading = readList(world.client(), { ...read, ahead: false });
  await world.run(reading.next());
  await world.run(world.sleep(60_000));
  await world.run(reading.return(undefined));
  expect(world.api()).toHaveLength(1);
});

test('a consumer that stops early ends the request under way, and its failure disturbs nobody', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  let second: HttpRequest | undefined;
  const world = createWorld((request) => {
    if (pageOf(request) === 1) return body([{ id: 1 }], true);
    second = request;
    return { status: 500 };
  });
  const reading = readList(world.client(), read);
  await world.run(reading.next());
  await world.run(world.sleep(200));
  await world.run(reading.return(undefined));
  await world.run(world.sleep(600_000));
  process.off('unhandledRejection', note);
  expect(second?.signal?.aborted).toBe(true);
  expect(world.api()).toHaveLength(2);
  expect(unhandled).toEqual([]);
});

test('a page that fails while the one before is worked on is reported after that one', async () => {
  const world = createWorld((request) => (pageOf(request) === 1 ? body([{ id: 1 }], true) : { status: 404 }));
  const got: ListPage[] = [];
  const reading = (async () => {
    for await (const page of readList(world.client(), read)) {
      got.push(page);
      await world.sleep(1000);
    }
  })();
  expect(await world.run(failure(reading))).toMatchObject({ kind: 'missing_module' });
  expect(ids(got)).toEqual([1]);
});

describe('how many rows there are', () => {
  const counting = (pages: number): World =>
    createWorld((request) => {
      const asked = new URL(request.url).searchParams.get('includeTotal') === 'true';
      const page = pageOf(request);
      const data = [{ id: page }];
      return { body: JSON.stringify({ page, hasMore: page < pages, totalCount: asked ? pages : null, data }) };
    });

  test('is asked once, with the second page, of an endpoint that can tell', async () => {
    const world = counting(4);
    const all = await pages(world, { countable: true });
    expect(all.map(({ total }) => total)).toEqual([undefined, 4, undefined, undefined]);
    expect(world.api().filter(({ request }) => request.url.includes('includeTotal'))).toHaveLength(1);
  });

  test('is not asked of a list of one page, which costs the server nothing more', async () => {
    const world = counting(1);
    await pages(world, { countable: true });
    expect(world.api().map(({ request }) => request.url)).toEqual([expect.not.stringContaining('includeTotal')]);
  });

  test('is not asked of an endpoint that would ignore the question', async () => {
    const world = counting(3);
    const all = await pages(world);
    expect(all.every(({ total }) => total === undefined)).toBe(true);
    expect(world.api().some(({ request }) => request.url.includes('includeTotal'))).toBe(false);
  });
});
