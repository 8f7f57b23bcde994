import type { ControlTotal } from 'servicetitan-specs';

import { conditionTest } from '../rules/conditions';
import { isNumeric } from '../rules/validation';
import type { CellValue, ControlTotals, ControlTotalValue, ReportColumn, Row } from '../types';
import { compareDecimals, fromUnits, parseDecimal, toUnits } from '../values/decimal';
import { smallUnits } from '../values/small-units';

import { keyDigest } from './key-digest';

interface Accumulator {
  add(value: CellValue): void;
  result(): ControlTotalValue;
}

function count(): Accumulator {
  let rows = 0;
  return { add: () => void rows++, result: () => rows };
}

/** Values that come in order are counted by their changes, others are remembered. */
function countDistinct(ordered: boolean): Accumulator {
  const seen = new Set<CellValue>();
  let changes = 0;
  let last: CellValue = null;
  return {
    add: (value) => {
      if (value === null) return;
      if (ordered && value !== last) changes++;
      if (!ordered) seen.add(value);
      last = value;
    },
    result: () => (ordered ? changes : seen.size),
  };
}

/** Exact: whole units in a number while they fit, in a bigint beyond. `scale` is the least number of decimals shown. */
function sum(scale: number): Accumulator {
  let shown = scale;
  let units = 0n;
  let small = 0;
  const flush = (): void => {
    units += BigInt(small);
    small = 0;
  };
  const addLong = (value: string): void => {
    const decimal = parseDecimal(value);
    if (!decimal) return;
    flush();
    const { length } = decimal.fraction;
    if (length > shown) {
      units *= 10n ** BigInt(length - shown);
      shown = length;
    }
    units += toUnits(decimal, shown);
  };
  return {
    add: (value) => {
      if (typeof value !== 'string') return;
      const next = small + (smallUnits(value, shown) ?? NaN);
      if (Number.isSafeInteger(next)) small = next;
      else addLong(value);
    },
    result: () => {
      flush();
      return fromUnits(units, shown);
    },
  };
}

function extreme(numeric: boolean, sign: 1 | -1): Accumulator {
  let best: string | null = null;
  const order = (a: string, b: string): number => {
    const x = numeric ? parseDecimal(a) : null;
    const y = numeric ? parseDecimal(b) : null;
    return x && y ? compareDecimals(x, y) : a < b ? -1 : a > b ? 1 : 0;
  };
  return {
    add: (value) => {
      if (value === null) return;
      const text = String(value);
      if (best === null || sign * order(text, best) > 0) best = text;
    },
    result: () => best,
  };
}

function countBy(): Accumulator {
  const counts = new Map<string, number>();
  return {
    add: (value) => {
      const key = String(value ?? '');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    result: () => Object.fromEntries(counts),
  };
}

function sortedKeys(ordered: boolean): Accumulator {
  const digest = keyDigest(ordered);
  return {
    add: (value) => {
      if (value !== null) digest.add(String(value));
    },
    result: () => digest.hex(),
  };
}

function accumulator(
  { fn }: ControlTotal,
  column: ReportColumn | undefined,
  ordered: boolean,
  scale: number,
): Accumulator {
  const numeric = column !== undefined && isNumeric(column.type);
  switch (fn) {
    case 'count':
      return count();
    case 'countDistinct':
      return countDistinct(ordered);
    case 'sum':
      return sum(column?.type === 'money' ? scale : 0);
    case 'min':
      return extreme(numeric, -1);
    case 'max':
      return extreme(numeric, 1);
    case 'countBy':
      return countBy();
    case 'sha256SortedKeys':
      return sortedKeys(ordered);
  }
}

export interface TotalsPlan {
  totals: readonly ControlTotal[];
  columns: readonly ReportColumn[];
  /** The column in whose order rows come; null when they come in no column's order. */
  orderedBy: string | null;
  moneyScale: number;
}

/** Always plain decimals and ISO dates, whatever the cells look like: totals are made of a row's values. */
export function controlTotals({ totals, columns, orderedBy, moneyScale }: TotalsPlan): ControlTotals {
  const positionOf = (name: string): number => columns.findIndex((column) => column.name === name);
  const running = totals.map((total) => {
    const at = total.column === undefined ? -1 : positionOf(total.column);
    const conditions = Object.entries(total.where ?? {}).map(
      ([name, condition]) => [positionOf(name), conditionTest(condition)] as const,
    );
    const ordered = total.column !== undefined && total.column === orderedBy;
    return { name: total.name, at, conditions, into: accumulator(total, columns[at], ordered, moneyScale) };
  });
  return {
    add: ({ values }: Row) => {
      for (const { at, conditions, into } of running)
        if (conditions.every(([column, holds]) => holds(values[column] ?? null))) into.add(values[at] ?? null);
    },
    result: () => Object.fromEntries(running.map(({ name, into }) => [name, into.result()])),
  };
}
