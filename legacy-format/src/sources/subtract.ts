import type { FieldValue } from '../types';
import { fromUnits, parseDecimal, toUnits } from '../values/decimal';
import { isEmpty, scalarText } from '../values/scalar';

import { plain, type CompiledSource, type SourceScope } from './source';

/** The first minus the others, exact; missing when one is missing; an operand that is no number comes back as it is. */
export function subtract(values: readonly FieldValue[]): FieldValue {
  if (values.some(isEmpty)) return null;
  const decimals = values.map((value) => parseDecimal((scalarText(value) ?? '').trim()));
  const unreadable = decimals.indexOf(null);
  if (unreadable !== -1) return values[unreadable] ?? null;
  const scale = Math.max(...decimals.map((decimal) => decimal?.fraction.length ?? 0));
  const units = decimals.map((decimal) => (decimal ? toUnits(decimal, scale) : 0n));
  return fromUnits(
    units.reduce((left, right) => left - right),
    scale,
  );
}

export function subtractSource(paths: readonly string[], scope: SourceScope): CompiledSource {
  const positions = paths.map((path) => scope.position(scope.stream, path));
  return plain((fields) => subtract(positions.map((at) => fields[at] ?? null)));
}
