import type { Lookup, LookupSource, ThenLookup, Where } from 'servicetitan-specs';

import { PRIMARY_KEY } from '../records/projection';
import { whereTest, type FieldsTest } from '../rules/conditions';
import type { Fields } from '../types';
import { compareValues } from '../values/scalar';

type Compare = (a: Fields, b: Fields) => number;

const orderOf = (orderBy: readonly string[] | undefined, position: (path: string) => number): Compare => {
  const keys = (orderBy ?? [PRIMARY_KEY]).map((entry) => {
    const descending = entry.endsWith(':desc');
    return { at: position(descending ? entry.slice(0, -':desc'.length) : entry), sign: descending ? -1 : 1 };
  });
  return (a, b) => {
    for (const { at, sign } of keys) {
      const order = compareValues(a[at] ?? null, b[at] ?? null);
      if (order !== 0) return sign * order;
    }
    return 0;
  };
};

/** The place of the first entry that a record matches; records that match none come last. */
const rankOf = (entries: readonly Where[], position: (path: string) => number): ((row: Fields) => number) => {
  const tests = entries.map((where) => whereTest(where, position));
  return (row) => {
    const found = tests.findIndex((test) => test === null || test(row));
    return found === -1 ? tests.length : found;
  };
};

const both = (a: FieldsTest | null, b: FieldsTest | null): FieldsTest | null =>
  a && b ? (row) => a(row) && b(row) : (a ?? b);

/** Filters and orders what an index holds under one key: `where` of lookup and use, preference, then orderBy or id. */
export function candidates(
  lookup: Lookup,
  use: LookupSource | ThenLookup,
  position: (path: string) => number,
): (rows: readonly Fields[]) => readonly Fields[] {
  const holds = both(whereTest(lookup.where, position), whereTest(use.where, position));
  const byOrder = orderOf(lookup.orderBy, position);
  const preferred = use.take === 'best' ? [...(use.order ?? []), ...(use.prefer ?? [])] : use.prefer;
  const rank = preferred && preferred.length > 0 ? rankOf(preferred, position) : null;
  const compare: Compare = rank ? (a, b) => rank(a) - rank(b) || byOrder(a, b) : byOrder;
  return (rows) => {
    const kept = holds ? rows.filter(holds) : rows;
    return kept.length < 2 ? kept : [...kept].sort(compare);
  };
}
