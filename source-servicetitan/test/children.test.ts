/** Streams whose rows belong to the rows of another stream: nothing is asked twice, lost, or claimed too early. */
import type { StreamSpec } from 'servicetitan-specs';

import { streamOf } from './support/streams';
import { batch, page, sync, type Server } from './support/sync';

const keys = [{ field: 'id', parameter: 'id', as: 'customerId' }];
const customers = streamOf('customers', { feed: 'export', path: '/crm/v2/tenant/{tenant}/export/customers' });
const notes = streamOf('notes', {
  path: '/crm/v2/tenant/{tenant}/customers/{id}/notes',
  parent: { stream: 'customers', keys, follow: 'changed', cursorAs: 'customerModifiedOn' },
});
const streams = [customers, notes];

const customer = (id: number | string): string => `{"id":${id},"modifiedOn":"m${id}"}`;
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const parentOf = (url: string): number => Number(/customers\/(\d+)\/notes/.exec(url)?.[1]);

/** Two batches of ten customers; each has one note. */
const twenty =
  (note: Server = ({ url }) => page([`{"id":${parentOf(url) + 1000}}`])): Server =>
  (request, count, sleep) => {
    if (!request.url.includes('/export/')) return note(request, count, sleep);
    return request.url.includes('from=p1')
      ? batch(range(11, 20).map(customer), 'p2')
      : batch(range(1, 10).map(customer), 'p1', true);
  };

test('every note is read once, with its customer, and the state is the place in the feed of customers', async () => {
  const { records, states, error, asked } = await sync(streams, 'notes', twenty());
  expect(error).toBeUndefined();
  expect(records).toEqual(
    range(1, 20).map((id) => `{"id":${id + 1000},"customerId":${id},"customerModifiedOn":"m${id}","tenantId":42}`),
  );
  expect(states).toEqual([
    { parents: { continueFrom: 'p1', seededFrom: null }, complete: false },
    { parents: { continueFrom: 'p2', seededFrom: null }, complete: true },
  ]);
  expect(asked).toHaveLength(22);
  expect(asked.filter((url) => url.includes('notes'))[0]).toBe('customers/1/notes?page=1&pageSize=2');
});

test('a later read asks for the notes of the customers behind its state only, without a filter of its own', async () => {
  const state = { parents: { continueFrom: 'p1', seededFrom: null }, complete: true };
  const { records, states } = await sync(streams, 'notes', twenty(), { state });
  expect(records).toHaveLength(10);
  expect(states).toEqual([{ parents: { continueFrom: 'p2', seededFrom: null }, complete: true }]);
});

test('a full refresh leaves one state at its end, whatever the state says', async () => {
  const { records, states } = await sync(streams, 'notes', twenty(), { mode: 'full_refresh' });
  expect(records).toHaveLength(20);
  expect(states).toEqual([{ parents: { continueFrom: 'p2', seededFrom: null }, complete: true }]);
});

test.each([7, 17])('when the notes of customer %d cannot be read, no state covers that customer', async (broken) => {
  const server = twenty(({ url }) =>
    parentOf(url) === broken ? { status: 400 } : page([`{"id":${parentOf(url) + 1000}}`]),
  );
  const { records, states, error } = await sync(streams, 'notes', server);
  expect(error).toMatchObject({ kind: 'rejected_request', label: 'notes' });
  expect(records).toHaveLength(broken - 1);
  expect(states).toEqual(broken < 10 ? [] : [{ parents: { continueFrom: 'p1', seededFrom: null }, complete: false }]);
});

test('a second page that fails after the first was handed on is not claimed either', async () => {
  const server = twenty(({ url }) =>
    url.includes('page=2') ? { status: 400 } : page([`{"id":${parentOf(url) + 1000}}`], parentOf(url) === 10),
  );
  const { records, states, error } = await sync(streams, 'notes', server);
  expect(error).toMatchObject({ kind: 'rejected_request' });
  expect(records).toHaveLength(10);
  expect(states).toEqual([]);
});

test('a read that is stopped in the middle has claimed only what was out, and asks for nothing more', async () => {
  const { events, states, world } = await sync(streams, 'notes', twenty(), { stopAfter: 4 });
  expect(events).toHaveLength(4);
  expect(states).toEqual([]);
  const before = world.api().length;
  await world.run(world.sleep(60_000));
  expect(world.api().length - before).toBeLessThanOrEqual(1);
});

test('a slow customer holds up neither the requests of the others nor their order', async () => {
  const answered: number[] = [];
  const { records } = await sync(streams, 'notes', async ({ url }, _count, sleep) => {
    if (url.includes('/export/')) return batch(range(1, 20).map(customer), 'p2');
    if (parentOf(url) === 1) await sleep(60_000);
    answered.push(parentOf(url));
    return page([`{"id":${parentOf(url) + 1000}}`]);
  });
  expect(answered.at(-1)).toBe(1);
  expect(records.map((text) => (JSON.parse(text) as { id: number }).id)).toEqual(range(1001, 1020));
});

test('what waits for a slow customer stays small, however many come behind it', async () => {
  const text = 'x'.repeat(1_000_000);
  let askedMeanwhile = 0;
  let slow = true;
  const { records } = await sync(streams, 'notes', async ({ url }, _count, sleep) => {
    if (url.includes('/export/')) return batch(range(1, 60).map(customer), 'p2');
    if (parentOf(url) === 1) {
      await sleep(60_000);
      slow = false;
      return page([]);
    }
    if (slow) askedMeanwhile += 1;
    return page([`{"id":${parentOf(url)},"modifiedOn":"m","text":"${text}"}`]);
  });
  expect(askedMeanwhile).toBeGreaterThanOrEqual(8);
  expect(askedMeanwhile).toBeLessThan(20);
  expect(records).toHaveLength(59);
});

test('a customer that is no longer there has no notes, and the log says how many', async () => {
  const server = twenty(({ url }) => (parentOf(url) % 5 === 0 ? { status: 404 } : page([`{"id":${parentOf(url)}}`])));
  const { records, states, error, lines } = await sync(streams, 'notes', server);
  expect(error).toBeUndefined();
  expect(records).toHaveLength(16);
  expect(states.at(-1)).toMatchObject({ complete: true });
  expect(lines.join('\n')).toMatch(/notes: 4 of 20 customers are no longer there \(404\)/);
});

test('when every customer answers 404, the tenant lacks the module: empty, with a warning, and nothing is claimed', async () => {
  const { records, states, lines, error } = await sync(
    streams,
    'notes',
    twenty(() => ({ status: 404 })),
  );
  expect(error).toBeUndefined();
  expect(records).toEqual([]);
  expect(states).toEqual([{ complete: true }]);
  expect(lines.join('\n')).toMatch(/has no crm module/);
});

test('one deleted customer in an incremental read is not taken for a missing module', async () => {
  const state = { parents: { continueFrom: 'p1', seededFrom: null }, complete: true };
  const { states, lines } = await sync(
    streams,
    'notes',
    twenty(() => ({ status: 404 })),
    { state },
  );
  expect(states).toEqual([{ parents: { continueFrom: 'p2', seededFrom: null }, complete: true }]);
  expect(lines.join('\n')).not.toMatch(/module/);
});

test('after hundreds of 404s and nothing else, the others are not asked', async () => {
  const server: Server = ({ url }) =>
    url.includes('/export/') ? batch(range(1, 1000).map(customer), 'p2') : { status: 404 };
  const { states, asked } = await sync(streams, 'notes', server);
  expect(states).toEqual([{ complete: true }]);
  expect(asked.length).toBeLessThan(250);
});

test('a stream of parents without children gives signs of life instead of being silent for hours', async () => {
  const { events, records } = await sync(
    streams,
    'notes',
    twenty(() => page([])),
  );
  expect(records).toEqual([]);
  expect(events.filter(({ type }) => type === 'records').length).toBeGreaterThanOrEqual(20);
});

test("a path that ServiceTitan's gateway does not know is no deleted customer", async () => {
  const body = '{"title":"Unable to match incoming request to an operation."}';
  const server = twenty(({ url }) => (parentOf(url) === 3 ? { status: 404, body } : page([`{"id":${parentOf(url)}}`])));
  const { error, states } = await sync(streams, 'notes', server);
  expect(error).toMatchObject({ kind: 'missing_module' });
  expect(states).toEqual([]);
});

test('a feed of parents that fails on its second batch leaves the state of the first', async () => {
  const server: Server = (request, count, sleep) =>
    request.url.includes('from=p1') ? { status: 400 } : twenty()(request, count, sleep);
  const { records, states, error } = await sync(streams, 'notes', server);
  expect(error).toMatchObject({ kind: 'rejected_request', label: 'notes' });
  expect(records).toHaveLength(10);
  expect(states).toEqual([{ parents: { continueFrom: 'p1', seededFrom: null }, complete: false }]);
});

test('the scope of the parent is needed too, and the message says whose it is', async () => {
  const { error, asked } = await sync(streams, 'notes', twenty(), { scopes: [notes.scope] });
  expect(error).toMatchObject({
    kind: 'missing_scope',
    scope: customers.scope,
    message: expect.stringMatching(/notes.*tn\.crm\.customers:r.*row of customers/) as string,
  });
  expect(asked).toEqual([]);
});

test('a parent key beyond 2^53 keeps its digits in the request and in the record', async () => {
  const server: Server = ({ url }) =>
    url.includes('/export/') ? batch([customer('9007199254740993')], 'p') : page(['{"id":1}']);
  const { records, asked } = await sync(streams, 'notes', server);
  expect(asked[1]).toContain('customers/9007199254740993/notes');
  expect(records[0]).toContain('"customerId":9007199254740993,');
});

const reasons = streamOf('reasons', {
  feed: 'whole',
  primaryKey: ['customerId'],
  parent: {
    stream: 'customers',
    keys: [{ field: 'id', parameter: 'ids', as: 'customerId' }],
    batch: 4,
    follow: 'changed',
    cursorAs: 'customerModifiedOn',
  },
});

test('parents are asked for in batches, and each record gets the cursor of its own parent', async () => {
  const { records, asked } = await sync([customers, reasons], 'reasons', ({ url }) =>
    url.includes('/export/')
      ? batch([...range(1, 6).map(customer), customer(1)], 'p')
      : { body: `{"data":[${url.includes('ids=5') ? '{"customerId":6},{"customerId":99}' : '{"customerId":2}'}]}` },
  );
  expect(asked.slice(1)).toEqual(['reasons?ids=1%2C2%2C3%2C4', 'reasons?ids=5%2C6']);
  expect(records).toEqual([
    '{"customerId":2,"customerModifiedOn":"m2","tenantId":42}',
    '{"customerId":6,"customerModifiedOn":"m6","tenantId":42}',
    '{"customerId":99,"customerModifiedOn":null,"tenantId":42}',
  ]);
});

const segments = streamOf('segments', {
  path: '/crm/v2/tenant/{tenant}/customers/{id}/segments',
  primaryKey: ['customerId', 'id'],
  cursor: 'customerModifiedOn',
  parent: { stream: 'customers', keys, follow: 'changed', cursorAs: 'customerModifiedOn' },
});
const items: StreamSpec = streamOf('items', {
  path: '/crm/v2/tenant/{tenant}/customers/{customerId}/segments/{segmentId}/items',
  primaryKey: ['customerId', 'id'],
  cursor: 'customerModifiedOn',
  parent: {
    stream: 'segments',
    keys: [
      { field: 'id', parameter: 'segmentId', as: 'segmentId' },
      { field: 'customerId', parameter: 'customerId', as: 'customerId' },
    ],
    follow: 'changed',
    cursorAs: 'customerModifiedOn',
  },
});

test('children of children know all their parents, and claim a customer only when everything below is out', async () => {
  const server: Server = ({ url }) => {
    if (url.includes('/export/'))
      return url.includes('from=p1') ? batch([customer(2)], 'p2') : batch([customer(1)], 'p1', true);
    if (url.includes('/items')) return url.includes('customers/2/segments/2/') ? { status: 400 } : page(['{"id":7}']);
    return page(['{"id":1}', '{"id":2}']);
  };
  const { records, states, error } = await sync([customers, segments, items], 'items', server);
  expect(records).toEqual([
    '{"id":7,"segmentId":1,"customerId":1,"customerModifiedOn":"m1","tenantId":42}',
    '{"id":7,"segmentId":2,"customerId":1,"customerModifiedOn":"m1","tenantId":42}',
    '{"id":7,"segmentId":1,"customerId":2,"customerModifiedOn":"m2","tenantId":42}',
  ]);
  expect(states).toEqual([{ parents: { continueFrom: 'p1', seededFrom: null }, complete: false }]);
  expect(error).toMatchObject({ kind: 'rejected_request' });
});

test('a key may stand in an array deep inside the parent: each value is asked for once in a sync', async () => {
  const reports = streamOf('reports', { cursor: null, parameters: { active: 'Any' } });
  const sets = streamOf('sets', {
    path: '/crm/v2/tenant/{tenant}/sets/{set}',
    primaryKey: [],
    cursor: null,
    columns: 'fields',
    parent: {
      stream: 'reports',
      keys: [{ field: 'parameters[].accept.set', parameter: 'set', as: 'set' }],
    },
  });
  const report = (id: number, ...names: string[]): string =>
    `{"id":${id},"parameters":[${names.map((name) => `{"accept":{"set":${name}}}`).join(',')}]}`;
  const { records, asked, states } = await sync([reports, sets], 'sets', ({ url }) =>
    url.includes('/sets/')
      ? { body: '{"hasMore":false,"fields":[{"name":"Value"}],"data":[[1.0],[1.0]]}' }
      : page(
          url.includes('page=1') ? [report(1, '"a b/c"', 'null', '"d"'), report(2)] : [report(3, '"d"', '"a b/c"')],
          url.includes('page=1'),
        ),
  );
  expect(asked.filter((url) => url.startsWith('sets'))).toEqual([
    'sets/a%20b%2Fc?page=1&pageSize=2',
    'sets/d?page=1&pageSize=2',
  ]);
  expect(records).toHaveLength(4);
  expect(records[0]).toBe('{"Value":1.0,"set":"a b/c","tenantId":42}');
  expect(states).toEqual([{ complete: true }]);
});

test('children with a filter of their own are asked of all parents, bounded by the moment the parents were asked', async () => {
  const schedulers = streamOf('schedulers', { modifiedFilter: 'modifiedOnOrAfter' });
  const sessions = streamOf('sessions', {
    path: '/crm/v2/tenant/{tenant}/schedulers/{id}/sessions',
    modifiedFilter: 'modifiedOnOrAfter',
    parent: { stream: 'schedulers', keys: [{ field: 'id', parameter: 'id', as: 'schedulerId' }] },
  });
  const dates = ['Sat, 03 Jan 2026 10:00:00 GMT', 'Sat, 03 Jan 2026 10:30:00 GMT', 'Sat, 03 Jan 2026 11:00:00 GMT'];
  const { asked, states } = await sync(
    [schedulers, sessions],
    'sessions',
    ({ url }, count) =>
      page(url.includes('/sessions') ? [] : ['{"id":"a"}', '{"id":"b"}'], false, { date: dates[count]! }),
    { state: { modifiedOnOrAfter: '2026-01-01T00:00:00Z', complete: true }, startDate: '2020-01-01' },
  );
  expect(asked).toEqual([
    'schedulers?page=1&pageSize=2',
    'schedulers/a/sessions?page=1&pageSize=2&modifiedOnOrAfter=2026-01-01T00%3A00%3A00Z',
    'schedulers/b/sessions?page=1&pageSize=2&modifiedOnOrAfter=2026-01-01T00%3A00%3A00Z',
  ]);
  expect(states).toEqual([{ modifiedOnOrAfter: '2026-01-03T09:45:00.000Z', complete: true }]);
});
