import { compileFormat } from '../src/index';
import { compareDecimals, fromUnits, parseDecimal, toUnits } from '../src/values/decimal';
import { fromSmallUnits, smallUnits } from '../src/values/small-units';

import { cellsOf, context, renderReport, smallFormat } from './support/in-memory';
import { randomness } from './support/randomness';

const money = { type: 'money' } as const;

describe('money', () => {
  it('is read from text and from numbers, in any notation, to exactly two decimals', () => {
    expect(cellsOf(money, ['1299.00', '0', 1250.5, '-150.0', '.5', '+7', '1.2e3', '12345e-2', '007.10', 1e21])).toEqual(
      [
        '1299.00',
        '0.00',
        '1250.50',
        '-150.00',
        '0.50',
        '7.00',
        '1200.00',
        '123.45',
        '7.10',
        '1000000000000000000000.00',
      ],
    );
  });

  it('is never minus zero', () => {
    expect(cellsOf(money, ['-0', '-0.00', -0])).toEqual(['0.00', '0.00', '0.00']);
  });

  it('drops zeros beyond the second decimal and refuses any other digit there instead of rounding', () => {
    expect(cellsOf(money, ['10.5000', '10.005', 0.001])).toEqual(['10.50', '[BAD_VALUE]', '[BAD_VALUE]']);
  });

  it('is refused when it is written for people', () => {
    expect(
      cellsOf(money, ['$5', '1,299.00', '(50.00)', 'n/a', '1e999999', '-', '.', true, [1, 2], { amount: 1 }]),
    ).toEqual(Array<string>(10).fill('[BAD_VALUE]'));
  });

  it('is empty, not zero, when it is missing', () => {
    expect(cellsOf(money, [null, '', '  '])).toEqual(['', '', '']);
  });

  it('is written plain, in dollars or as accountants do', () => {
    const amounts = ['1234.56', '-50', '1234567.8', '999'];
    expect(cellsOf({ ...money, format: 'plain' }, amounts)).toEqual(['1234.56', '-50.00', '1234567.80', '999.00']);
    expect(cellsOf({ ...money, format: 'dollar' }, amounts)).toEqual([
      '$1,234.56',
      '-$50.00',
      '$1,234,567.80',
      '$999.00',
    ]);
    expect(cellsOf(money, amounts, { moneyFormat: 'accounting' })).toEqual([
      '$1,234.56',
      '($50.00)',
      '$1,234,567.80',
      '$999.00',
    ]);
  });

  it('keeps every digit of amounts that no double holds', () => {
    expect(cellsOf(money, ['90071992547409931.13', '-123456789012345678901234567890.99'])).toEqual([
      '90071992547409931.13',
      '-123456789012345678901234567890.99',
    ]);
  });
});

describe('exact arithmetic', () => {
  const random = randomness(7);
  const amount = (): string =>
    `${random.pick(['', '-'])}${random.integer(10 ** random.integer(12))}.${String(random.integer(100)).padStart(2, '0')}`;

  it('agrees between whole cents in a double and the general case, for any amount', () => {
    for (let i = 0; i < 5000; i++) {
      const text = amount();
      const units = smallUnits(text, 2)!;
      expect(BigInt(units)).toBe(toUnits(parseDecimal(text)!, 2));
      expect(fromSmallUnits(units, 2)).toBe(fromUnits(BigInt(units), 2));
    }
  });

  it('leaves what does not fit a double to the general case', () => {
    for (const text of ['1234567890123456', '1.234', '1e3', '', '-', '.', '-.', 'x', '1.2.3', '999999999999999'])
      expect(smallUnits(text, 2)).toBeNull();
  });

  it('adds, subtracts and compares without a rounding error', () => {
    const format = compileFormat(
      smallFormat({
        columns: [
          { name: 'amount', type: 'money' },
          { name: 'rest', type: 'money', from: { subtract: ['value', 'part'] } },
        ],
        report: {
          controlTotals: [
            { name: 'sum', fn: 'sum', column: 'amount' },
            { name: 'rest', fn: 'sum', column: 'rest' },
          ],
        },
      }),
      context,
    );
    const things = Array.from({ length: 3000 }, (_, at) => ({ id: at + 1, value: amount(), part: amount() }));
    const cents = (text: string): bigint => BigInt(text.replace('.', ''));
    const total = things.reduce((sum, { value }) => sum + cents(value), 0n);
    const rest = things.reduce((sum, { value, part }) => sum + cents(value) - cents(part), 0n);
    const { totals } = renderReport(format, 'things', { things });
    expect(totals).toEqual({ sum: fromUnits(total, 2), rest: fromUnits(rest, 2) });
    expect(compareDecimals(parseDecimal('0.1')!, parseDecimal('0.10')!)).toBe(0);
  });

  it('sums amounts past what a double holds', () => {
    const format = compileFormat(
      smallFormat({
        columns: [{ name: 'amount', type: 'money' }],
        report: { controlTotals: [{ name: 'sum', fn: 'sum', column: 'amount' }] },
      }),
      context,
    );
    const things = Array.from({ length: 2000 }, (_, at) => ({ id: at + 1, value: '99999999999.99' }));
    const { totals } = renderReport(format, 'things', {
      things: [...things, { id: 9999, value: '90071992547409931.13' }],
    });
    expect(totals['sum']).toBe('90271992547409911.13');
  });

  it('gives 0.00 for the sum of nothing, so that a reader sees money', () => {
    const format = compileFormat(
      smallFormat({
        columns: [{ name: 'amount', type: 'money' }],
        report: { controlTotals: [{ name: 'sum', fn: 'sum', column: 'amount' }] },
      }),
      context,
    );
    expect(renderReport(format, 'things', { things: [] }).totals).toEqual({ sum: '0.00' });
  });
});

describe('other numbers', () => {
  it('decimals lose only trailing zeros, whole numbers nothing', () => {
    expect(cellsOf({ type: 'decimal' }, ['1.50', 2, '1e-3', '0.10', 'x'])).toEqual([
      '1.5',
      '2',
      '0.001',
      '0.1',
      '[BAD_VALUE]',
    ]);
    expect(cellsOf({ type: 'integer' }, ['12', 7, '3.0', '3.5', '9007199254740993'])).toEqual([
      '12',
      '7',
      '3',
      '[BAD_VALUE]',
      '9007199254740993',
    ]);
  });
});
