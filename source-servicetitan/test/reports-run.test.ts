import { findOperatorError } from 'airbyte-runtime';
import {
  createRunPace,
  runReport,
  type ApiRequest,
  type HttpResponse,
  type RequestOptions,
  type ServiceTitanClient,
} from 'servicetitan-client';

import { columnNames } from '../src/reports/columns';
import { recordShape } from '../src/reports/records';

const fields = [{ name: 'Id', label: 'Id' }];

interface Page {
  page?: number;
  hasMore: boolean;
  totalCount?: number | null;
  data: unknown[][];
}

/** A client whose answers are these pages, one after the other. */
function clientWith(pages: readonly Page[], asked: ApiRequest[] = []): ServiceTitanClient {
  const left = [...pages];
  return {
    tenant: { tenantId: '1', environment: 'production' },
    request: (
      request: ApiRequest,
      _options: RequestOptions,
      accept: (response: HttpResponse, timing: { sentAt: number; answeredAt: number }) => unknown,
    ) => {
      asked.push(request);
      const body = JSON.stringify({ fields, ...left.shift() });
      return Promise.resolve(accept({ status: 200, headers: {}, body }, { sentAt: 0, answeredAt: 0 }));
    },
  } as unknown as ServiceTitanClient;
}

const pace = () => createRunPace({ now: () => 0, sleep: () => Promise.resolve(), onWait: () => undefined });

async function rowsOf(pages: readonly Page[], asked?: ApiRequest[]): Promise<string[]> {
  const rows: string[] = [];
  const definition = { id: 7, name: 'Any', modifiedOn: null, parameters: [], fields: [] };
  for await (const page of runReport({
    client: clientWith(pages, asked),
    category: 'other',
    definition,
    label: 'report_any',
    words: { subject: 'Report "Any"', fix: 'Correct it.', again: 'It is read again.' },
    parameters: [{ name: 'From', value: '2026-01-01' }],
    pace: pace(),
  }))
    rows.push(...page.rows);
  return rows;
}

test('a run puts its parameters into the body and its page into the query', async () => {
  const asked: ApiRequest[] = [];
  expect(await rowsOf([{ hasMore: false, totalCount: 2, data: [[1], [2]] }], asked)).toEqual(['[1]', '[2]']);
  expect(asked).toMatchObject([
    {
      method: 'POST',
      path: '/reporting/v2/tenant/{tenant}/report-category/other/reports/7/data',
      body: { parameters: [{ name: 'From', value: '2026-01-01' }] },
    },
  ]);
  expect(Object.fromEntries(asked[0]!.query)).toMatchObject({ page: '1', includeTotal: 'true' });
});

test.each<[string, Page[], string]>([
  [
    'a page that comes again',
    [
      { hasMore: true, data: [[1]] },
      { hasMore: true, data: [[1]] },
    ],
    'page 2 is page 1 again',
  ],
  [
    'a page with another number',
    [
      { page: 1, hasMore: true, data: [[1]] },
      { page: 1, hasMore: true, data: [[2]] },
    ],
    'page 2 came as page 1',
  ],
  ['an empty page that promises more', [{ hasMore: true, data: [] }], 'empty and promises more'],
  [
    'a total that changes',
    [
      { hasMore: true, totalCount: 3, data: [[1]] },
      { hasMore: true, totalCount: 4, data: [[2]] },
    ],
    '3 rows at first, 4 on page 2',
  ],
  ['a total that is not reached', [{ hasMore: false, totalCount: 3, data: [[1]] }], '1 rows of 3'],
])('%s ends the run: rows have no key to set it right with', async (_case, pages, what) => {
  let thrown: unknown;
  try {
    await rowsOf(pages);
  } catch (error) {
    thrown = error;
  }
  expect(findOperatorError(thrown)).toMatchObject({ failureType: 'transient' });
  expect(findOperatorError(thrown)?.message).toContain(what);
});

test('runs are not spaced until one is refused, and then as far as the refusal says, a minute at most', async () => {
  let now = 1000;
  const slept: number[] = [];
  const runs = createRunPace({
    now: () => now,
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
    onWait: () => undefined,
  });
  await runs.turn();
  runs.ran(now);
  now += 2_000;
  await runs.turn();
  expect(slept).toEqual([]);
  runs.limited(8_000); // two seconds after the last run: ten between two runs
  now += 8_000;
  runs.ran(now);
  await runs.turn();
  expect(slept).toEqual([10_000]);
  runs.limited(null);
  runs.ran(now);
  await runs.turn();
  runs.limited(600_000);
  runs.ran(now);
  await runs.turn();
  expect(slept).toEqual([10_000, 60_000, 60_000]);
});

test('columns keep their names, made unique without regard to case and never one of ours', () => {
  const names = ['Job', 'job', 'Job_2', '', 'tenantId', '_report_date', 'Job'].map((name) => ({ name }));
  expect(columnNames(names)).toEqual(['Job', 'job_2', 'Job_2_2', 'column_4', 'tenantId_2', '_report_date_2', 'Job_3']);
});

test('a record has the text of every cell, null for a column that went, the day and the tenant', () => {
  const shape = recordShape(
    [
      { name: 'Id', label: 'Id' },
      { name: 'Note', label: 'Note' },
    ],
    ['Id', 'Gone'],
    '2026-01-31',
    '42',
  );
  expect(shape.toRecord('[ 9007199254740993 ,\n "a, \\u005d]" ]')).toBe(
    '{"Id":9007199254740993,"Note":"a, \\u005d]","Gone":null,"_report_date":"2026-01-31","tenantId":42}',
  );
  expect([shape.missing, shape.added]).toEqual([['Gone'], ['Note']]);
});
