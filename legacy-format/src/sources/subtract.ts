import type { FieldValue } from '../types';
import { fromUnits, parseDecimal, toUnits } from '../values/decimal';
import { isEmpty, scalarText } from '../values/scalar';
import { fromSmallUnits, smallUnits } from '../values/small-units';

import { plain, type CompiledSource, type SourceScope } from './source';

const CENTS = 2;

/** The difference when every operand is text of plain money; null leaves it to the general case. */
function subtractCents(values: readonly FieldValue[]): string | null {
  let units = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const one = typeof value === 'string' ? smallUnits(value, CENTS) : null;
    if (one === null) return null;
    units = i === 0 ? one : units - one;
  }
  return Number.isSafeInteger(units) ? fromSmallUnits(units, CENTS) : null;
}

/** The first minus the others, exact; missing when one is missing; an operand that is no number comes back as it is. */
export function subtract(values: readonly FieldValue[]): FieldValue {
  const cents = subtractCents(values);
  if (cents !== null) return cents;
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
