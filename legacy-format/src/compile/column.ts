import type { ResolvedColumn, ResolvedFormat } from '../resolve';
import { columnChecks, excerpt, type Check } from '../rules/validation';
import { compileSource } from '../sources/compile-source';
import type { CompiledSource, SourceScope } from '../sources/source';
import type { CellValue, Fields, FieldValue, LookupReader, Reason } from '../types';
import { truncate } from '../values/text';
import type { TimeZone } from '../values/time-zone';
import { UNREADABLE } from '../values/unreadable';

import { cellType } from './cell-type';

/** A row in the making; columns write into it at their position. */
export interface RowDraft {
  cells: string[];
  values: CellValue[];
  reasons: Reason[];
  truncated: number;
}

export interface CompiledColumn {
  column: ResolvedColumn;
  source: CompiledSource;
  /** Its position among the columns of a row. */
  at: number;
  render(fields: Fields, lookups: LookupReader, draft: RowDraft, today: string): void;
  /** The text of a value as a cell would have it. */
  text(value: string | boolean): string;
}

type Mapping = Pick<ResolvedColumn, 'map' | 'else'>;

/** `map` and `else`: a value that is not in the map stays, unless `else` says what it becomes. */
export function mapper({ map, else: otherwise }: Mapping): ((raw: FieldValue) => FieldValue) | null {
  if (!map && otherwise === undefined) return null;
  const known = new Map<string, FieldValue>(Object.entries(map ?? {}));
  return (raw) => {
    const key = String(raw);
    if (raw !== null && known.has(key)) return known.get(key) ?? null;
    return otherwise === undefined ? raw : otherwise;
  };
}

const KIND: Readonly<Partial<Record<ResolvedColumn['type'], string>>> = {
  integer: 'a whole number',
  decimal: 'a number',
  money: 'an amount of money',
  boolean: 'yes or no',
  businessDate: 'a date',
  instantDate: 'a moment',
  instantDateTime: 'a moment',
};

const describe = (raw: FieldValue): string =>
  typeof raw === 'object' ? 'several values or an object' : `"${excerpt(String(raw))}"`;

/** A column as one closure, so that nothing of the definition is looked at per row. */
export function compileColumn(
  column: ResolvedColumn,
  at: number,
  scope: SourceScope,
  format: ResolvedFormat,
  zone: TimeZone,
  isKey: boolean,
): CompiledColumn {
  const { name, header, required, onMissing, onInvalid, enabled } = column;
  const { emptyValue, maxCellLength } = format.defaults;
  const source = compileSource(column.from, scope);
  const map = mapper(column);
  const type = cellType(column, format, zone);
  const checks: readonly Check[] = columnChecks(column, format.defaults.listSeparator);
  const usual = column.default === undefined ? null : type.read(column.default);
  const fallback = usual === UNREADABLE ? null : usual;
  const missing: Reason | null = isKey
    ? { code: 'MISSING_KEY', column: name, message: `${header} is empty`, failure: 'reject' }
    : required
      ? { code: 'MISSING_REQUIRED', column: name, message: `${header} is empty`, failure: onMissing }
      : null;
  const unreadable = (raw: FieldValue): Reason => ({
    code: 'BAD_VALUE',
    column: name,
    message: `${header} cannot be read as ${KIND[column.type] ?? 'text'}: ${describe(raw)}`,
    failure: onInvalid,
  });

  const text = (value: string | boolean): string => {
    const plain = type.write(value);
    return type.textual ? type.guard(plain) : plain;
  };
  const cell = (value: string | boolean, draft: RowDraft): string => {
    const whole = text(value);
    if (!type.textual || whole.length <= maxCellLength) return whole;
    draft.truncated++;
    return truncate(whole, maxCellLength);
  };

  return {
    column,
    source,
    at,
    text: (value) => (type.textual ? truncate(text(value), maxCellLength) : text(value)),
    render: (fields, lookups, draft, today) => {
      const found = source.read(fields, lookups);
      const raw = map ? map(found) : found;
      let value = type.read(raw);
      if (value === UNREADABLE) {
        draft.reasons.push(unreadable(raw));
        // A warning keeps the row, but not without a value that the row must have.
        if (missing && onInvalid === 'warn') draft.reasons.push(missing);
        value = null;
      } else if (value === null) {
        value = fallback;
        if (value === null && missing) draft.reasons.push(missing);
      } else {
        for (const check of checks) {
          const finding = check(value, today);
          if (finding) draft.reasons.push({ ...finding, column: name, failure: onInvalid });
        }
      }
      draft.values[at] = value;
      if (enabled) draft.cells[at] = value === null ? emptyValue : cell(value, draft);
    },
  };
}
