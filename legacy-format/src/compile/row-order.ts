import { PRIMARY_KEY } from '../records/projection';
import type { ResolvedColumn, ResolvedReport } from '../resolve';

const pathOf = ({ from }: ResolvedColumn): string | null =>
  typeof from === 'string' ? from : 'path' in from ? from.path : null;

// Patterns that let nothing but digits through, such as ^[0-9]{1,19}$ or ^\d+$.
const ONLY_DIGITS = /^\^(?:\[0-9\]|\\d)(?:\+|\{\d+(?:,\d+)?\})\$$/;

const onlyDigits = ({ type, validate, onInvalid, transform, map }: ResolvedColumn): boolean =>
  !transform && !map && (type === 'integer' || (onInvalid !== 'warn' && ONLY_DIGITS.test(validate?.pattern ?? '')));

export interface RowOrder {
  /** The source's records in numeric order of their primary key give rows in the order of their key. */
  numericKey: boolean;
  /** The column that is then sure to grow from row to row as a number; null when no column is. */
  growing: string | null;
}

/** Whether the order of the source's primary key is the order of a report's rows. */
export function rowOrder(report: ResolvedReport): RowOrder {
  const [first, ...more] = report.key;
  const column = report.columns.find(({ name }) => name === first);
  if (!column || more.length > 0 || pathOf(column) !== PRIMARY_KEY) return { numericKey: false, growing: null };
  return { numericKey: true, growing: onlyDigits(column) ? column.name : null };
}
