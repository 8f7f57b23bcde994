/** Lists that need more than pages, and streams that answer at once. */
import { streamOf } from './support/streams';
import { batch, page, sync } from './support/sync';

test('a list whose parameter takes one value at a time is read once for each, as one stream with one state', async () => {
  const bills = streamOf('bills', {
    modifiedFilter: 'modifiedOnOrAfter',
    parameters: { active: 'Any' },
    each: { parameter: 'billType', values: ['Procurement', 'ApBill'] },
  });
  const dates = ['Sat, 03 Jan 2026 10:00:00 GMT', 'Sat, 03 Jan 2026 12:00:00 GMT'];
  const { asked, records, states } = await sync([bills], 'bills', ({ url }, count) =>
    page([`{"id":${url.includes('ApBill') ? 2 : 1}}`], false, { date: dates[count]! }),
  );
  expect(asked).toEqual([
    'bills?page=1&pageSize=2&active=Any&billType=Procurement',
    'bills?page=1&pageSize=2&active=Any&billType=ApBill',
  ]);
  expect(records).toHaveLength(2);
  expect(states).toEqual([{ modifiedOnOrAfter: '2026-01-03T09:45:00.000Z', complete: true }]);
});

test('when the second value cannot be read, nothing is claimed', async () => {
  const bills = streamOf('bills', { modifiedFilter: 'm', each: { parameter: 'type', values: ['A', 'B'] } });
  const { records, states, error } = await sync([bills], 'bills', ({ url }) =>
    url.includes('type=B') ? { status: 400 } : page(['{"id":1}']),
  );
  expect(error).toMatchObject({ kind: 'rejected_request' });
  expect([records.length, states]).toEqual([1, []]);
});

test('a list that filters by creation keeps the moment of creation as its state', async () => {
  const roles = streamOf('roles', { createdFilter: 'createdOnOrAfter' });
  const { asked, states } = await sync([roles], 'roles', () => page([]), {
    state: { createdOnOrAfter: '2025-01-01T00:00:00Z', complete: true },
  });
  expect(asked[0]).toContain('createdOnOrAfter=2025-01-01T00%3A00%3A00Z');
  expect(Object.keys(states[0]!)).toEqual(['createdOnOrAfter', 'complete']);
});

test('a bound from the future asks, finds nothing, and stays as it is', async () => {
  const roles = streamOf('roles', { modifiedFilter: 'modifiedOnOrAfter' });
  const state = { modifiedOnOrAfter: '2099-01-01T00:00:00Z', complete: true };
  const { records, states } = await sync([roles], 'roles', () => page([]), { state });
  expect([records, states]).toEqual([[], [state]]);
});

test('a stream without a way to read only what is new leaves a state that says that it is whole', async () => {
  const hours = streamOf('hours', { feed: 'whole', rows: '', primaryKey: [], cursor: null });
  const { records, states } = await sync([hours], 'hours', () => ({ body: '{"weekdays":[]}' }), {
    mode: 'full_refresh',
    startDate: '2026-01-01',
  });
  expect(records).toEqual(['{"weekdays":[],"tenantId":42}']);
  expect(states).toEqual([{ complete: true }]);
});

test('pages that count from 0, and fixed parameters, are asked for as the catalog says', async () => {
  const mappings = streamOf('mappings', { cursor: null, firstPage: 0, parameters: { includeTotal: 'false' } });
  const { asked } = await sync([mappings], 'mappings', ({ url }) => page(['{"id":1}'], url.includes('page=0')));
  expect(asked).toEqual([
    'mappings?page=0&pageSize=2&includeTotal=false',
    'mappings?page=1&pageSize=2&includeTotal=false',
  ]);
});

test('an export whose items hold several records leaves a state behind each batch of items', async () => {
  const history = streamOf('history', {
    feed: 'export',
    cursor: 'date',
    explode: { field: 'history', keep: ['jobId'] },
  });
  const { records, states } = await sync([history], 'history', ({ url }) =>
    url.includes('from=p1')
      ? batch(['{"jobId":2,"history":[]}'], 'p2')
      : batch(['{"jobId":1,"history":[{"id":1},{"id":2}]}'], 'p1', true),
  );
  expect(records).toEqual(['{"id":1,"jobId":1,"tenantId":42}', '{"id":2,"jobId":1,"tenantId":42}']);
  expect(states.map(({ continueFrom, complete }) => [continueFrom, complete])).toEqual([
    ['p1', false],
    ['p2', true],
  ]);
});

test('a list of many pages says how many rows it brings before most of them are out; a child does not', async () => {
  const roles = streamOf('roles', { countable: true });
  const notes = streamOf('notes', {
    countable: true,
    path: '/crm/v2/tenant/{tenant}/roles/{id}/notes',
    parent: { stream: 'roles', keys: [{ field: 'id', parameter: 'id', as: 'roleId' }] },
  });
  const server = ({ url }: { url: string }) => {
    const number = Number(/[?&]page=(\d)/.exec(url)?.[1]);
    const totalCount = url.includes('includeTotal=true') ? 3 : null;
    return { body: JSON.stringify({ hasMore: number < 3, totalCount, data: [{ id: number }] }) };
  };
  const read = await sync([roles, notes], 'roles', server);
  expect(read.events.map((event) => (event.type === 'estimate' ? event.rows : event.type))).toEqual([
    'records',
    3,
    'records',
    'records',
    'state',
  ]);
  const child = await sync([roles, notes], 'notes', server);
  expect(child.events.some(({ type }) => type === 'estimate')).toBe(false);
});
