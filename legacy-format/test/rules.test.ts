import { compileFormat, type LegacyFormat, type Rendered } from '../src/index';

import { cellsOf, context, defaultFormat, renderReport, smallFormat, type JsonRecord } from './support/in-memory';

type Report = LegacyFormat['reports'][string];

function render(
  columns: Partial<Report['columns'][number]>[],
  things: JsonRecord[],
  report: Partial<Report> = {},
  batch = {},
): Rendered[] {
  const format = smallFormat({ columns, report, rest: { validation: { batch } } });
  return renderReport(compileFormat(format, context), 'things', { things }).rendered;
}
const codes = (rendered: Rendered[]): string[] =>
  rendered.map((one) =>
    one.kind === 'rejected' ? one.reasons.map(({ code, message }) => `${code}: ${message}`).join('; ') : one.kind,
  );

describe('values that are missing', () => {
  it('reject the row, keep it with a warning, or hold the batch back, as the column says', () => {
    const missing = (onMissing: 'reject' | 'warn' | 'fail') => render([{ required: true, onMissing }], [{ id: 1 }])[0];
    expect(missing('reject')).toMatchObject({
      kind: 'rejected',
      fatal: false,
      reasons: [{ code: 'MISSING_REQUIRED', message: 'Column 0 is empty' }],
    });
    expect(missing('warn')).toMatchObject({ kind: 'row', warnings: [{ code: 'MISSING_REQUIRED' }] });
    expect(missing('fail')).toMatchObject({ kind: 'rejected', fatal: true });
  });

  it('reject by default, and take a default value first', () => {
    expect(cellsOf({ required: true }, [null, '', ' \n '])).toEqual([
      '[MISSING_REQUIRED]',
      '[MISSING_REQUIRED]',
      '[MISSING_REQUIRED]',
    ]);
    expect(cellsOf({ required: true, default: 'USA' }, [null, 'Canada'])).toEqual(['USA', 'Canada']);
    expect(cellsOf({ type: 'money', default: 0 }, [null])).toEqual(['0.00']);
  });

  it('are written as the format says, never as null', () => {
    expect(cellsOf({}, [null], { emptyValue: '-' })).toEqual(['-']);
  });

  it('of the key reject the row whatever the column says', () => {
    const [rendered] = render([], [{ id: null }], {
      columns: [{ name: 'id', header: 'ID', from: 'id', type: 'id', onMissing: 'warn' }],
    });
    expect(rendered).toMatchObject({
      kind: 'rejected',
      key: null,
      reasons: [{ code: 'MISSING_KEY', column: 'id', message: 'ID is empty' }],
    });
  });
});

describe('values that are wrong', () => {
  it.each([
    [{ validate: { pattern: '^[A-Z]{2}$' } }, 'Missouri', 'PATTERN: Column 0 "Missouri" does not match ^[A-Z]{2}$'],
    [{ validate: { oneOf: ['A', 'B'] } }, 'C', 'NOT_ALLOWED: Column 0 "C" is not one of A, B'],
    [{ validate: { minLength: 3 } }, 'ab', 'NOT_ALLOWED: Column 0 is shorter than 3 characters'],
    [{ validate: { maxLength: 3 } }, 'abcd', 'TOO_LONG: Column 0 has 4 characters; 3 are allowed'],
    [
      { type: 'businessDate', validate: { min: '1990-01-01' } },
      '1989-12-31',
      'TOO_EARLY: Column 0 1989-12-31 is before 1990-01-01',
    ],
    [
      { type: 'businessDate', validate: { max: '2026-01-01' } },
      '2026-01-02',
      'TOO_LATE: Column 0 2026-01-02 is after 2026-01-01',
    ],
    [
      { type: 'businessDate', validate: { maxDaysAhead: 400 } },
      '2027-02-13',
      'TOO_LATE: Column 0 2027-02-13 is more than 400 days ahead',
    ],
    [{ type: 'money', validate: { min: 0 } }, '-0.01', 'NOT_ALLOWED: Column 0 -0.01 is smaller than 0'],
    [{ type: 'integer', validate: { max: '9' } }, 10, 'NOT_ALLOWED: Column 0 10 is greater than 9'],
    [{ type: 'money' }, 'much', 'BAD_VALUE: Column 0 cannot be read as an amount of money: "much"'],
    [{ type: 'businessDate' }, '2026-02-30', 'BAD_VALUE: Column 0 cannot be read as a date: "2026-02-30"'],
  ] as const)('%j refuses %j and says why', (column, value, reason) => {
    expect(codes(render([column as never], [{ id: 1, value }]))).toEqual([reason]);
  });

  it('stop exactly at the limit that is allowed', () => {
    expect(
      cellsOf({ type: 'businessDate', validate: { min: '1990-01-01', maxDaysAhead: 400 } }, [
        '1990-01-01',
        '2027-02-12',
      ]),
    ).toEqual(['1/1/1990', '2/12/2027']);
    expect(cellsOf({ validate: { maxLength: 3, minLength: 1 } }, ['abc', 'a'])).toEqual(['abc', 'a']);
  });

  it('are kept with a warning when the column says so, but never as something the type does not know', () => {
    const [kept] = render([{ type: 'money', onInvalid: 'warn' }], [{ id: 1, value: 'much' }]);
    expect(kept).toMatchObject({ kind: 'row', cells: ['1', ''], warnings: [{ code: 'BAD_VALUE' }] });
    const [pattern] = render([{ validate: { pattern: '^x' }, onInvalid: 'warn' }], [{ id: 1, value: 'y' }]);
    expect(pattern).toMatchObject({ kind: 'row', cells: ['1', 'y'], warnings: [{ code: 'PATTERN' }] });
  });

  it('reject the row when a warning would leave a required column empty', () => {
    const rendered = render([{ type: 'money', required: true, onInvalid: 'warn' }], [{ id: 1, value: 'much' }]);
    expect(codes(rendered)[0]).toMatch(/BAD_VALUE.*MISSING_REQUIRED/);
  });

  it('give a reason each, so that a row is corrected once', () => {
    const rendered = render(
      [
        { required: true, from: 'a' },
        { from: 'b', type: 'integer' },
      ],
      [{ id: 1, b: 'x' }],
    );
    expect(codes(rendered)[0]).toMatch(/^MISSING_REQUIRED.*; BAD_VALUE/);
  });
});

describe('sums', () => {
  const columns = [
    {
      name: 'total',
      header: 'Total',
      from: 'total',
      type: 'money',
      validate: { equalsSum: ['net', 'tax'], tolerance: '0.01' },
    },
    { name: 'net', header: 'Net', from: 'net', type: 'money' },
    { name: 'tax', header: 'Tax', from: 'tax', type: 'money', enabled: false },
  ] as const;
  const judge = (total: unknown, net: unknown, tax: unknown) =>
    codes(render([...columns] as never, [{ id: 1, total, net, tax }]))[0];

  it('must agree within the tolerance, exactly counted', () => {
    expect(judge('1299.00', '1200.00', '99.00')).toBe('row');
    expect(judge('1299.01', '1200.00', '99.00')).toBe('row');
    expect(judge('1299.02', '1200.00', '99.00')).toBe(
      'SUM_MISMATCH: Total 1299.02 is not the sum of net and tax, 1299.00',
    );
    expect(judge('90071992547409931.13', '90071992547409930.13', '1.00')).toBe('row');
    expect(judge('90071992547409931.16', '90071992547409930.13', '1.00')).toMatch(/^SUM_MISMATCH/);
  });

  it('count a missing part as zero and do not judge when there is nothing to compare', () => {
    expect(judge('5.00', '5.00', null)).toBe('row');
    expect(judge('5.00', null, '4.00')).toMatch(/^SUM_MISMATCH/);
    expect(judge('5.00', null, null)).toBe('row');
    expect(judge(null, '5.00', null)).toBe('row');
  });
});

describe('row filters', () => {
  const filtered = (rowFilter: Report['rowFilter'], records: JsonRecord[]) =>
    render(
      [],
      records.map((record, at) => ({ id: at + 1, ...record })),
      { rowFilter: rowFilter! },
    ).map(({ kind }) => kind === 'row');

  it('compare fields, ids as numbers or text, and lists by their items', () => {
    expect(
      filtered({ all: [{ field: 'active', equals: true }] }, [
        { active: true },
        { active: false },
        { active: 'true' },
        {},
      ]),
    ).toEqual([true, false, false, false]);
    expect(filtered({ all: [{ field: 'n', equals: 7 }] }, [{ n: 7 }, { n: '7' }, { n: [8, 7] }, { n: 8 }])).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(
      filtered(
        {
          all: [
            { field: 's', in: ['A', 'B'] },
            { field: 's', not: 'B' },
          ],
        },
        [{ s: 'A' }, { s: 'B' }, { s: null }],
      ),
    ).toEqual([true, false, false]);
    expect(filtered({ all: [{ field: 's', notIn: ['A'] }] }, [{ s: 'A' }, { s: 'B' }, {}])).toEqual([
      false,
      true,
      true,
    ]);
    expect(filtered({ all: [{ field: 'd', isNull: false }] }, [{ d: 'x' }, { d: '' }, { d: null }, {}])).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('need all of all and one of any', () => {
    const filter = {
      all: [{ field: 'a', equals: 1 }],
      any: [
        { field: 'b', equals: 1 },
        { field: 'c', equals: 1 },
      ],
    };
    expect(filtered(filter, [{ a: 1, c: 1 }, { a: 1 }, { b: 1, c: 1 }])).toEqual([true, false, false]);
  });
});

describe('keys and unique values', () => {
  it('twice in a report reject the second row', () => {
    const columns = [{ name: 'number', header: 'Number', from: 'n', type: 'text' } as const];
    const things = [
      { id: 1, n: 'A' },
      { id: 2, n: 'B' },
      { id: 3, n: 'A' },
    ];
    expect(codes(render(columns, things, { key: ['number'] }))).toEqual([
      'row',
      'row',
      'NOT_UNIQUE: Number A is there twice',
    ]);
    expect(codes(render([{ ...columns[0], validate: { unique: true } }], things))[2]).toMatch(/^NOT_UNIQUE/);
  });

  it('are compared together when the key has several columns', () => {
    const columns = [
      { name: 'a', header: 'A', from: 'a' },
      { name: 'b', header: 'B', from: 'b' },
    ];
    const things = [
      { id: 1, a: 'x', b: 'yz' },
      { id: 2, a: 'xy', b: 'z' },
      { id: 3, a: 'x', b: 'yz' },
    ];
    expect(codes(render(columns, things, { key: ['a', 'b'] }))).toEqual([
      'row',
      'row',
      'NOT_UNIQUE: A, B x, yz is there twice',
    ]);
  });

  it('of a row that was rejected do not stand in the way of a good one', () => {
    const columns = [
      { name: 'n', header: 'N', from: 'n' },
      { from: 'must', required: true },
    ];
    expect(
      codes(
        render(
          columns,
          [
            { id: 1, n: 'A' },
            { id: 2, n: 'A', must: 'x' },
          ],
          { key: ['n'] },
        ),
      )[1],
    ).toBe('row');
  });

  it('may hold the batch back instead', () => {
    const things = [{ id: 1 }, { id: 1 }];
    expect(render([], things, {}, { duplicateKeys: 'fail' })[1]).toMatchObject({ kind: 'rejected', fatal: true });
    expect(render([], things, {}, { duplicateKeys: 'warn' })[1]).toMatchObject({
      kind: 'row',
      warnings: [{ code: 'NOT_UNIQUE' }],
    });
  });

  it('say whether the order of the source is the order of the rows', () => {
    const [customers, invoices] = compileFormat(defaultFormat(), context).reports;
    expect([customers!.numericKey, invoices!.numericKey]).toEqual([true, true]);
    const custom = compileFormat(smallFormat({ columns: [{ name: 'n' }], report: { key: ['n'] } }), context)
      .reports[0]!;
    expect(custom.numericKey).toBe(false);
    expect(
      ['10', '9', 'b', '9223372036854775807', 'a', '9223372036854775806'].sort((a, b) => custom.compareKeys(a, b)),
    ).toEqual(['9', '10', '9223372036854775806', '9223372036854775807', 'a', 'b']);
  });
});
