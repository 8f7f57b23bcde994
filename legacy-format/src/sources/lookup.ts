import type { Lookup, LookupSource, ThenLookup } from 'servicetitan-specs';

import type { Fields, FieldValue, LookupKey, LookupReader } from '../types';
import { compareValues, isEmpty, scalarText } from '../values/scalar';

import { candidates } from './candidates';
import { keysOfValue } from './lookup-keys';
import type { CompiledSource, SourceScope } from './source';

interface Step {
  index: string;
  /** The values found under the keys, in the order of the keys. */
  values(keys: readonly string[], lookups: LookupReader): FieldValue[];
  then: Step | null;
}

type Take = NonNullable<LookupSource['take']>;
type Missing = (value: FieldValue) => boolean;

const NONE: FieldValue[] = [];

function pick(rows: readonly Fields[], at: number, take: Take, missing: Missing): FieldValue[] {
  if (rows.length === 0) return NONE;
  if (rows.length === 1) {
    const value = rows[0]?.[at] ?? null;
    if (!Array.isArray(value)) return missing(value) ? NONE : [value];
  }
  if (take === 'best') {
    const value = rows[0]?.[at] ?? null;
    return missing(value) ? [] : [value];
  }
  const values = rows.flatMap((row) => row[at] ?? []).filter((value) => !missing(value));
  if (take === 'all' || values.length < 2) return values;
  if (take === 'first') return values.slice(0, 1);
  const sign = take === 'max' ? 1 : -1;
  return [values.reduce((best, value) => (sign * compareValues(value, best) > 0 ? value : best))];
}

const placeholderTest = (drop: readonly unknown[] | undefined): Missing => {
  if (!drop) return isEmpty;
  const placeholders = new Set(drop.map((value) => String(value).trim().toLowerCase()));
  return (value) => isEmpty(value) || placeholders.has((scalarText(value) ?? '').trim().toLowerCase());
};

function step(use: LookupSource | ThenLookup, scope: SourceScope, fallbackTake: Take, missing: Missing): Step {
  const lookup = scope.lookups[use.lookup] as Lookup;
  const { stream, key, optional } = lookup;
  const index = scope.index({ stream, path: key, role: 'lookup', optional: optional ?? false });
  const position = (path: string): number => scope.position(stream, path);
  const arrange = candidates(lookup, use, position);
  const at = position(use.path);
  const take = use.take ?? fallbackTake;
  const then = use.then ? step(use.then, scope, 'first', missing) : null;
  return {
    index,
    then,
    values: (keys, lookups) => {
      const [only] = keys;
      if (only === undefined) return NONE;
      if (keys.length === 1) return pick(arrange(lookups.rows(index, only)), at, take, missing);
      return take === 'all'
        ? keys.flatMap((one) => pick(arrange(lookups.rows(index, one)), at, take, missing))
        : pick(arrange(keys.flatMap((one) => lookups.rows(index, one))), at, take, missing);
    },
  };
}

/** The values at the end of a chain of lookups. Each value of a step is looked up on its own in the next one. */
function follow(first: Step, keys: readonly string[], lookups: LookupReader): FieldValue[] {
  const values = first.values(keys, lookups);
  const { then } = first;
  if (!then || values.length === 0) return values;
  return values.length === 1
    ? follow(then, keysOfValue(values[0]), lookups)
    : values.flatMap((value) => follow(then, keysOfValue(value), lookups));
}

function chainKeys(
  first: Step,
  keys: readonly string[],
  lookups: LookupReader | undefined,
  add: (key: LookupKey) => void,
): void {
  for (const key of keys) add({ index: first.index, key });
  if (!first.then || !lookups) return;
  for (const value of first.values(keys, lookups)) chainKeys(first.then, keysOfValue(value), lookups, add);
}

/** A value of another stream's record. `onEach` takes all that its keys find, in their order; `on` takes the first. */
export function lookupSource(source: LookupSource, scope: SourceScope): CompiledSource {
  const on = (source.onEach ?? source.on) as string;
  const at = scope.position(scope.stream, on);
  const chain = step(source, scope, source.onEach === undefined ? 'first' : 'all', placeholderTest(source.drop));
  return {
    read: (fields, lookups) => {
      const values = follow(chain, keysOfValue(fields[at]), lookups);
      return values.length < 2 ? (values[0] ?? null) : values;
    },
    keys: (fields, lookups, add) => {
      chainKeys(chain, keysOfValue(fields[at]), lookups, add);
    },
    on: at,
  };
}
