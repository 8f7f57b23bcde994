import type { ResolvedColumn } from '../resolve';
import type { CellValue, Reason } from '../types';
import { fromUnits, parseDecimal, toUnits, type Decimal } from '../values/decimal';
import { smallUnits } from '../values/small-units';

export type RowCheck = (values: readonly CellValue[]) => Reason | null;

const asDecimal = (value: CellValue | undefined): Decimal | null =>
  typeof value === 'string' ? parseDecimal(value) : null;

// Room for the usual two decimals and a finer tolerance.
const SMALL_SCALE = 4;
const small = (value: CellValue | undefined): number | null =>
  typeof value === 'string' ? smallUnits(value, SMALL_SCALE) : null;

/** True when the values are small enough to say at once that the sum holds; false leaves it to the general case. */
function holdsAtOnce(
  values: readonly CellValue[],
  own: number,
  parts: readonly number[],
  allowed: number | null,
): boolean {
  let difference = small(values[own]);
  if (difference === null || allowed === null) return false;
  for (const at of parts) {
    const part = small(values[at]);
    if (part === null) return false;
    difference -= part;
  }
  return Number.isSafeInteger(difference) && Math.abs(difference) <= allowed;
}

/** `equalsSum`: a column that must be the sum of others. Missing parts count as zero; a missing total is not judged. */
export function equalsSumCheck(column: ResolvedColumn, positionOf: (name: string) => number): RowCheck | null {
  const { equalsSum, tolerance = 0 } = column.validate ?? {};
  if (!equalsSum) return null;
  const own = positionOf(column.name);
  const parts = equalsSum.map(positionOf);
  const allowed = parseDecimal(String(tolerance)) as Decimal;

  const smallAllowed = small(String(tolerance));

  return (values) => {
    if (holdsAtOnce(values, own, parts, smallAllowed)) return null;
    const total = asDecimal(values[own]);
    if (!total) return null;
    const addends = parts.map((at) => asDecimal(values[at])).filter((part) => part !== null);
    if (addends.length === 0) return null;
    const scale = Math.max(...[total, allowed, ...addends].map(({ fraction }) => fraction.length));
    const sum = addends.reduce((units, part) => units + toUnits(part, scale), 0n);
    const difference = toUnits(total, scale) - sum;
    if ((difference < 0n ? -difference : difference) <= toUnits(allowed, scale)) return null;
    return {
      code: 'SUM_MISMATCH',
      column: column.name,
      message: `${column.header} ${String(values[own])} is not the sum of ${equalsSum.join(' and ')}, ${fromUnits(sum, scale)}`,
      failure: column.onInvalid,
    };
  };
}
