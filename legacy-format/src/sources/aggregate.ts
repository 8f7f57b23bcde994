import type { AggregateSource } from 'servicetitan-specs';

import { whereTest } from '../rules/conditions';
import type { Fields, FieldValue } from '../types';
import { fromUnits, parseDecimal, toUnits } from '../values/decimal';
import { compareValues, isEmpty, scalarText } from '../values/scalar';

import { keysOfValue } from './lookup-keys';
import type { CompiledSource, SourceScope } from './source';

/** Exact sum; nothing adds up to 0; a value that is no number comes back as it is, so that the type refuses it. */
function sum(values: readonly FieldValue[]): FieldValue {
  let units = 0n;
  let scale = 0;
  for (const value of values) {
    const decimal = parseDecimal((scalarText(value) ?? '').trim());
    if (!decimal) return value;
    const { length } = decimal.fraction;
    if (length > scale) {
      units *= 10n ** BigInt(length - scale);
      scale = length;
    }
    units += toUnits(decimal, scale);
  }
  return fromUnits(units, scale);
}

const extreme = (values: readonly FieldValue[], sign: 1 | -1): FieldValue =>
  values.reduce<FieldValue>(
    (best, value) => (best === null || sign * compareValues(value, best) > 0 ? value : best),
    null,
  );

const functions: Readonly<Record<'sum' | 'min' | 'max', (values: readonly FieldValue[]) => FieldValue>> = {
  sum,
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
};

/** A number over all records of another stream that point at this one; only `where` narrows them. */
export function aggregateSource(source: AggregateSource, scope: SourceScope): CompiledSource {
  const { aggregate: stream, by, fn, path } = source;
  const index = scope.index({ stream, path: by, role: 'aggregate', optional: false });
  const at = scope.position(scope.stream, source.on);
  const holds = whereTest(source.where, (field) => scope.position(stream, field));
  const valueAt = path === undefined ? -1 : scope.position(stream, path);

  return {
    read: (fields, lookups) => {
      const found = keysOfValue(fields[at]).flatMap((key) => lookups.rows(index, key));
      const rows: readonly Fields[] = holds ? found.filter(holds) : found;
      if (fn === 'count') return rows.length;
      return functions[fn](rows.map((row) => row[valueAt] ?? null).filter((value) => !isEmpty(value)));
    },
    keys: (fields, _lookups, add) => {
      for (const key of keysOfValue(fields[at])) add({ index, key });
    },
    on: at,
  };
}
