import { createHash } from 'crypto';

import { compileFormat, type LegacyFormat } from '../src/index';

import { context, renderReport, smallFormat, type JsonRecord } from './support/in-memory';

type Total = NonNullable<LegacyFormat['reports'][string]['controlTotals']>[number];

describe('control totals', () => {
  const totals: Total[] = [
    { name: 'rows', fn: 'count' },
    { name: 'big', fn: 'count', where: { name: { in: ['b', 'c'] } } },
    { name: 'names', fn: 'countDistinct', column: 'name' },
    { name: 'first', fn: 'min', column: 'day' },
    { name: 'last', fn: 'max', column: 'day' },
    { name: 'most', fn: 'max', column: 'amount' },
    { name: 'by', fn: 'countBy', column: 'name' },
    { name: 'digest', fn: 'sha256SortedKeys', column: 'id' },
  ];
  const columns = [
    { name: 'name', from: 'name' },
    { name: 'day', from: 'day', type: 'businessDate' },
    { name: 'amount', from: 'amount', type: 'money', format: 'accounting' },
  ] as const;
  const things = [
    { id: 9, name: 'a', day: '2026-01-05', amount: '9' },
    { id: 10, name: 'b', day: '2025-12-31', amount: '-20' },
    { id: 10000000000000000000n.toString(), name: 'b', day: null, amount: '10' },
  ];
  const outcome = (idColumn: object, records: JsonRecord[] = things) =>
    renderReport(
      compileFormat(
        smallFormat({
          columns: [],
          report: {
            columns: [
              { name: 'id', header: 'ID', from: 'id', type: 'id', ...idColumn },
              ...columns.map((column) => ({ header: column.name, type: 'text' as const, ...column })),
            ] as never,
            controlTotals: totals,
          },
        }),
        context,
      ),
      'things',
      { things: records },
    ).totals;
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  it('are plain decimals and ISO dates, whatever the cells look like', () => {
    expect(outcome({})).toMatchObject({
      rows: 3,
      big: 2,
      names: 2,
      first: '2025-12-31',
      last: '2026-01-05',
      most: '10.00',
      by: { a: 1, b: 2 },
    });
    expect(outcome({}, [])).toMatchObject({ rows: 0, names: 0, first: null, by: {} });
  });

  it('digest the keys in numeric order, joined by line feeds, streamed or sorted alike', () => {
    const expected = sha256('9\n10\n10000000000000000000');
    expect(outcome({ validate: { pattern: '^[0-9]{1,20}$' } })['digest']).toBe(expected);
    expect(outcome({}, [things[1]!, things[2]!, things[0]!])['digest']).toBe(expected);
    expect(outcome({}, [])['digest']).toBe(sha256(''));
  });

  it('digest keys in code-point order as soon as one of them is no number', () => {
    expect(outcome({}, [...things, { id: 'x', name: 'c', day: null, amount: '1' }])['digest']).toBe(
      sha256('10\n10000000000000000000\n9\nx'),
    );
  });

  it('digest a long list of keys like the definition says', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => ({ id: at + 1, name: 'a', day: null, amount: '1' }));
    const keys = sha256(many.map(({ id }) => id).join('\n'));
    expect(outcome({ validate: { pattern: '^\\d+$' } }, many)).toMatchObject({ rows: 20_000, digest: keys });
    expect(outcome({}, many)['digest']).toBe(keys);
  });
});
