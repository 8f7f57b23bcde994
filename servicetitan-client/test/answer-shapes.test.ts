/** Answers that are not plain pages: whatever their shape, rows come out as ServiceTitan wrote them. */
import { memberOf, readExport, readList, readWhole, textsAt, type WholeRead } from '../src';

import { collect, createWorld, failure, type World } from './support/world';

const whole = (body: string, change: Partial<WholeRead> = {}, status = 200): Promise<readonly string[]> => {
  const world = createWorld(() => ({ status, body }));
  const read: WholeRead = { path: '/x/{tenant}/things', label: 'things', primaryKey: [], ...change };
  return world.run(readWhole(world.client(), read)).then(({ items }) => items.map(({ raw }) => raw));
};

test.each<[string, string, Partial<WholeRead>, string[]]>([
  ['an array', '[ {"id":9007199254740993} , {"id":1.10}]', { rows: '' }, ['{"id":9007199254740993}', '{"id":1.10}']],
  ['{data: []}', '{"data":[{"id":1}]}', {}, ['{"id":1}']],
  ['a page that takes no page number', '{"page":1,"hasMore":true,"data":[{"id":1}]}', {}, ['{"id":1}']],
  ['a list under another name', '{"other":[{}],"taskTypes":[{"id":2}]}', { rows: 'taskTypes' }, ['{"id":2}']],
  ['a single object', '\uFEFF {"b":1,"a":[1.50]}\n', { rows: '' }, ['{"b":1,"a":[1.50]}']],
  ['an indented object', '{\r\n "b": "x\\n"\r\n}', { rows: '' }, ['{ "b": "x\\n"}']],
  ['an empty array', '[]', { rows: '' }, []],
  ['null where an object could be', 'null', { rows: '' }, []],
])('%s', async (_case, body, shape, expected) => {
  expect(await whole(body, shape)).toEqual(expected);
});

test('204 says that there is nothing', async () => {
  expect(await whole('', { rows: '' }, 204)).toEqual([]);
});

test.each<[string, string, Partial<WholeRead>]>([
  ['nothing at all', '', { rows: '' }],
  ['half of an array', '[{"id":1}', { rows: '' }],
  ['a bare number', '7', { rows: '' }],
  ['an array of numbers', '[7]', { rows: '' }],
  ['an answer without its list', '{"data":[]}', { rows: 'taskTypes' }],
  ['a list that is null', '{"data":null}', {}],
  ['HTML with status 200', '<html></html>', { rows: '' }],
])('%s is asked for again, and is never taken for no rows', async (_case, body, shape) => {
  expect(await failure(whole(body, shape))).toMatchObject({ kind: 'bad_response', failureType: 'transient' });
});

test('a whole answer asked for by POST sends its body', async () => {
  const world = createWorld(() => ({ body: '{"availabilities":[{"start":"a"}]}' }));
  const read = { path: '/c', label: 'capacities', primaryKey: [], rows: 'availabilities', body: { from: 'x' } };
  expect((await world.run(readWhole(world.client(), read))).items).toHaveLength(1);
  expect(world.api()[0]!.request).toMatchObject({ method: 'POST', body: '{"from":"x"}' });
});

test('a row of a whole answer without its key is named', async () => {
  expect(await failure(whole('[{"name":"x"}]', { rows: '', primaryKey: ['id'] }))).toMatchObject({
    kind: 'missing_key',
  });
});

const list = (world: World, change: object = {}): Promise<readonly string[]> =>
  world
    .run(collect(readList(world.client(), { path: '/l', label: 'lines', primaryKey: [], pageSize: 2, ...change })))
    .then((pages) => pages.flatMap(({ items }) => items.map(({ raw }) => raw)));

test('rows of cells become objects by the names of their columns, every digit kept', async () => {
  const world = createWorld(() => ({
    body: '{"fields":[{"name":"Value"},{"name":"a \\"b\\""}],"hasMore":false,"data":[[9007199254740993,"x,\\u00e9"],[ 1.50 ,[1,{"c":2}]]]}',
  }));
  expect(await list(world, { columns: 'fields' })).toEqual([
    '{"Value":9007199254740993,"a \\"b\\"":"x,\\u00e9"}',
    '{"Value":1.50,"a \\"b\\"":[1,{"c":2}]}',
  ]);
});

test.each([
  '{"fields":[{"name":"a"}],"hasMore":false,"data":[[1,2]]}',
  '{"fields":[{"name":"a"}],"hasMore":false,"data":[{"a":1}]}',
  '{"fields":[{"title":"a"}],"hasMore":false,"data":[]}',
  '{"fields":[{"name":"a"},{"name":"a"}],"hasMore":false,"data":[]}',
  '{"fields":[{"name":"a"}],"data":[[1]]}',
])('cells that do not fit their columns are not guessed at: %s', async (body) => {
  expect(
    await failure(
      list(
        createWorld(() => ({ body })),
        { columns: 'fields' },
      ),
    ),
  ).toMatchObject({
    kind: 'bad_response',
  });
});

const pages = (...all: string[][]): World =>
  createWorld(({ url }) => {
    const number = Number(new URL(url).searchParams.get('page'));
    return { body: `{"hasMore":${number < all.length},"data":[${(all[number - 1] ?? []).join(',')}]}` };
  });

test('equal rows without a key are as many rows as the server says', async () => {
  const line = '{"account":"Cash","amount":"1.00"}';
  expect(await list(pages([line, line], [line]))).toEqual([line, line, line]);
});

test('a list without keys that gives the same page for ever ends with an error', async () => {
  const world = createWorld(() => ({ body: '{"hasMore":true,"data":[{"a":1},{"a":2}]}' }));
  expect(await failure(list(world))).toMatchObject({ kind: 'endless_feed' });
});

test('a list may count its pages from 0', async () => {
  const world = createWorld(() => ({ body: '{"hasMore":false,"data":[]}' }));
  await list(world, { firstPage: 0 });
  expect(world.api()[0]!.request.url).toContain('?page=0&');
});

test('a key may lie deeper in the row and be part of several; rows that differ in one part are two', async () => {
  const primaryKey = ['dateTime', 'call.id', 'booking.id'];
  const row = (call: string, booking: string): string => `{"dateTime":"d","call":${call},"booking":${booking}}`;
  const rows = [
    row('{"id":9007199254740993}', 'null'),
    row('{"id":9007199254740992}', 'null'),
    row('null', '{"id":9007199254740992}'),
  ];
  expect(await list(pages(rows, [rows[1]!]), { primaryKey })).toEqual(rows);
  const keyless = pages(['{"dateTime":null,"call":{}}']);
  expect(await failure(list(keyless, { primaryKey }))).toMatchObject({ kind: 'missing_key' });
});

test('an item that holds several records gives each of them what it keeps of the item', async () => {
  const world = createWorld(() => ({
    body: '{"hasMore":false,"continueFrom":"z","data":[{"jobId":9007199254740993,"history":[{"id":1, "a":1.0},{"jobId":7,"id":2}]},{"jobId":5,"history":[]},{"jobId":6,"history":null}]}',
  }));
  const read = {
    path: '/e',
    label: 'job_history',
    from: null,
    primaryKey: ['id'],
    explode: { field: 'history', keep: ['jobId'] },
  };
  const [batch] = await world.run(collect(readExport(world.client(), read)));
  expect(batch!.items.map(({ raw }) => raw)).toEqual([
    '{"id":1, "a":1.0,"jobId":9007199254740993}',
    '{"jobId":7,"id":2}',
  ]);
});

test('an item whose records are no list is asked for again', async () => {
  const world = createWorld(() => ({ body: '{"hasMore":false,"continueFrom":"z","data":[{"id":1,"history":"x"}]}' }));
  const read = { path: '/e', label: 'h', from: null, explode: { field: 'history', keep: [] } };
  expect(await failure(world.run(collect(readExport(world.client(), read))))).toMatchObject({ kind: 'bad_response' });
});

test('members are added where the item lacks them, and can be part of its key', async () => {
  const added = {
    names: ['projectId', 'tenantId'],
    of: () => [memberOf('projectId', '9007199254740993'), memberOf('tenantId', '42')],
  };
  const rows = ['{"id":1}', '{"id":2,"projectId":null}', '{ }'];
  expect(await list(pages(rows), { added, primaryKey: ['projectId', 'id'] })).toEqual([
    '{"id":1,"projectId":9007199254740993,"tenantId":42}',
    '{"id":2,"projectId":null,"tenantId":42}',
    '{ "projectId":9007199254740993,"tenantId":42}',
  ]);
});

test('a path leads to the exact texts of nested members and of every element', () => {
  const raw = '{"id":1,"parameters":[{"accept":{"set":"a"}},{"accept":null},{"accept":{"set":9007199254740993}},5]}';
  expect(textsAt(raw, 'parameters[].accept.set')).toEqual(['"a"', '9007199254740993']);
  expect(textsAt(raw, 'id')).toEqual(['1']);
  expect(textsAt(raw, 'id.deeper')).toEqual([]);
  expect(textsAt(raw, 'missing[].x')).toEqual([]);
});
