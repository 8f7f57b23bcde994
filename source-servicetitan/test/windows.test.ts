/** Streams that are read in windows of days: every day once, today until it is over, and what is still corrected again. */
import { addDays, windowsFrom } from 'servicetitan-client';

import { streamOf } from './support/streams';
import { page, sync, type Server } from './support/sync';

const window = { from: 'fromUtc', to: 'toUtc', days: 1, daysBack: 2, history: 3, as: 'fromUtc' };
const spend = streamOf('spend', { primaryKey: ['fromUtc', 'campaign.id'], cursor: 'fromUtc', window });
const now = '2026-03-10T15:00:00Z';
const dayOf = (url: string, parameter = 'fromUtc'): string => new URL(url).searchParams.get(parameter)!.slice(0, 10);
const asServer = { date: 'Tue, 10 Mar 2026 15:00:00 GMT' };
const serving =
  (rows: (day: string) => string[] = () => ['{"campaign":{"id":1}}']): Server =>
  ({ url }) =>
    page(rows(dayOf(url)), false, asServer);
const days = (asked: readonly string[]): string[] => asked.map((url) => dayOf(`https://x/${url}`));

test('without a state the days of its history are read, oldest first, each between two midnights', async () => {
  const { asked, records, states } = await sync([spend], 'spend', serving(), { now });
  expect(days(asked)).toEqual(['2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10']);
  expect(asked[0]).toBe('spend?page=1&pageSize=2&fromUtc=2026-03-07T00%3A00%3A00Z&toUtc=2026-03-08T00%3A00%3A00Z');
  expect(records[0]).toBe('{"campaign":{"id":1},"fromUtc":"2026-03-07T00:00:00Z","tenantId":42}');
  expect(states.map(({ nextDay, complete }) => [nextDay, complete])).toEqual([
    ['2026-03-08', false],
    ['2026-03-09', false],
    ['2026-03-10', false],
    ['2026-03-10', false],
    ['2026-03-10', true],
  ]);
});

test('the start date begins it instead, and bounds how far back it is read again', async () => {
  const options = { now, startDate: '2026-03-09T12:00:00Z' };
  expect(days((await sync([spend], 'spend', serving(), options)).asked)).toEqual(['2026-03-09', '2026-03-10']);
  const state = { nextDay: '2026-03-10', complete: true };
  expect(days((await sync([spend], 'spend', serving(), { ...options, state })).asked)).toEqual([
    '2026-03-09',
    '2026-03-10',
  ]);
});

test('after a whole read the days that are still corrected are read again, after a broken one only what is missing', async () => {
  const from = async (complete: boolean): Promise<string[]> =>
    days((await sync([spend], 'spend', serving(), { now, state: { nextDay: '2026-03-09', complete } })).asked);
  expect(await from(true)).toEqual(['2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10']);
  expect(await from(false)).toEqual(['2026-03-09', '2026-03-10']);
});

test('a day that cannot be read is where the next read begins', async () => {
  const broken: Server = (request, count, sleep) =>
    dayOf(request.url) === '2026-03-09' ? { status: 400 } : serving()(request, count, sleep);
  const { error, states } = await sync([spend], 'spend', broken, { now });
  expect(error).toMatchObject({ kind: 'rejected_request' });
  expect(states.at(-1)).toEqual({ nextDay: '2026-03-09', complete: false });
});

test('a day of which only the first page could be read is not claimed', async () => {
  const { error, states } = await sync(
    [spend],
    'spend',
    ({ url }) => (url.includes('page=2') ? { status: 400 } : page(['{"campaign":{"id":1}}'], true)),
    { now, mode: 'incremental' },
  );
  expect(error).toMatchObject({ kind: 'rejected_request' });
  expect(states).toEqual([]);
});

test('a day that began less than a quarter of an hour ago leaves the one before unfinished: its last rows may be on their way', async () => {
  const { states } = await sync(
    [spend],
    'spend',
    ({ url }) => page([`{"campaign":{"id":${dayOf(url).length}}}`], false, { date: 'Tue, 10 Mar 2026 00:05:00 GMT' }),
    { now: '2026-03-10T00:05:00Z' },
  );
  expect(states.at(-1)).toEqual({ nextDay: '2026-03-09', complete: true });
});

test('a machine whose clock is ahead does not skip the days that ServiceTitan has not seen', async () => {
  const { states } = await sync(
    [spend],
    'spend',
    serving(() => []),
    { now: '2026-03-20T00:00:00Z' },
  );
  expect(states.at(-1)).toEqual({ nextDay: '2026-03-10', complete: true });
});

test('a state from the future asks for nothing and stays as it is', async () => {
  const state = { nextDay: '2099-01-01', complete: true };
  const { asked, records, states } = await sync([spend], 'spend', serving(), { now, state });
  expect([asked, records, states]).toEqual([[], [], [state]]);
});

test('a full refresh reads all days and leaves one state', async () => {
  const { asked, states } = await sync([spend], 'spend', serving(), { now, mode: 'full_refresh' });
  expect(asked).toHaveLength(4);
  expect(states).toEqual([{ nextDay: '2026-03-10', complete: true }]);
});

test('a window of the days to come is asked for by POST, with its ends in the body', async () => {
  const capacities = streamOf('capacities', {
    feed: 'whole',
    method: 'POST',
    body: { startsOnOrAfter: '{from}', nested: [{ endsOnOrBefore: '{to}' }], skillBased: false },
    rows: 'availabilities',
    primaryKey: [],
    cursor: null,
    window: { from: '{from}', to: '{to}', days: 14, daysBack: 0, daysAhead: 14 },
  });
  const { world, records, states } = await sync(
    [capacities],
    'capacities',
    () => ({ body: '{"availabilities":[{"start":"a"},{"start":"a"}]}' }),
    { now, startDate: '2020-01-01' },
  );
  expect(world.api().map(({ request }) => [request.method, request.url.split('/').at(-1), request.body])).toEqual([
    [
      'POST',
      'capacities',
      '{"startsOnOrAfter":"2026-03-10T00:00:00Z","nested":[{"endsOnOrBefore":"2026-03-24T00:00:00Z"}],"skillBased":false}',
    ],
    [
      'POST',
      'capacities',
      '{"startsOnOrAfter":"2026-03-24T00:00:00Z","nested":[{"endsOnOrBefore":"2026-03-25T00:00:00Z"}],"skillBased":false}',
    ],
  ]);
  expect(records).toHaveLength(4);
  expect(states).toEqual([{ complete: true }]);
});

test('windows of children: the parents are asked once, and a day counts when it is read of all of them', async () => {
  const schedulers = streamOf('schedulers');
  const performance = streamOf('performance', {
    feed: 'whole',
    path: '/crm/v2/tenant/{tenant}/schedulers/{id}/performance',
    rows: '',
    primaryKey: ['id', 'day'],
    cursor: 'day',
    window: { from: 'after', to: 'before', days: 1, daysBack: 0, history: 1, as: 'day' },
    parent: { stream: 'schedulers', keys: [{ field: 'id', parameter: 'id', as: 'id' }] },
  });
  const server =
    (broken = ''): Server =>
    ({ url }) => {
      if (!url.includes('performance')) return page(['{"id":"a"}', '{"id":"b"}'], false, asServer);
      return url.includes('/b/') && dayOf(url, 'after') === broken
        ? { status: 400 }
        : { body: '{}', headers: asServer };
    };
  const whole = await sync([schedulers, performance], 'performance', server(), { now });
  expect(whole.asked).toHaveLength(5);
  expect(whole.records).toEqual(
    ['2026-03-09', '2026-03-10'].flatMap((day) =>
      ['a', 'b'].map((id) => `{"day":"${day}T00:00:00Z","id":"${id}","tenantId":42}`),
    ),
  );
  expect(whole.states.at(-1)).toEqual({ nextDay: '2026-03-10', complete: true });
  const cut = await sync([schedulers, performance], 'performance', server('2026-03-10'), { now });
  expect(cut.records).toHaveLength(3);
  expect(cut.states).toEqual([{ nextDay: '2026-03-10', complete: false }]);
  const none = await sync([schedulers, performance], 'performance', server('2026-03-09'), { now });
  expect(none.states).toEqual([]);
});

test('windows never overlap and leave no day out, whatever their length', () => {
  for (const length of [1, 2, 5, 14]) {
    const from = { kind: 'days', nextDay: '2026-02-20', finished: false, since: null } as const;
    const windows = [...windowsFrom({ ...window, days: length, daysAhead: 3 }, from, '2026-03-10')];
    expect(windows[0]!.start).toBe('2026-02-20');
    expect(windows.at(-1)!.end).toBe('2026-03-14');
    for (const [index, { start, end }] of windows.entries()) {
      expect(end > start && end <= addDays(start, length)).toBe(true);
      if (index > 0) expect(windows[index - 1]!.end).toBe(start);
    }
  }
});
