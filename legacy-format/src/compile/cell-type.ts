import type { Scalar, Transform } from 'servicetitan-specs';

import type { ResolvedColumn, ResolvedFormat } from '../resolve';
import type { CellValue, FieldValue } from '../types';
import { readBusinessDate } from '../values/business-date';
import { dateFormat } from '../values/date-format';
import { parseDecimal, toPlain, toScale } from '../values/decimal';
import { moneyReader, moneyWriters } from '../values/money';
import { phoneWriters } from '../values/phone';
import { scalarText } from '../values/scalar';
import { guardFormula, guardPhone, textCleaner } from '../values/text';
import type { TimeZone } from '../values/time-zone';
import { transformSteps } from '../values/transforms';
import { UNREADABLE, type Unreadable } from '../values/unreadable';

import { listOptions } from './list-options';

/** How a column's type reads a raw value and writes the value it made of it. */
export interface CellType {
  read(raw: FieldValue): CellValue | Unreadable;
  write(value: string | boolean): string;
  /** True for cells that are text: only those are cut and guarded. */
  textual: boolean;
  guard(text: string): string;
}

const same = (value: string | boolean): string => String(value);
const unguarded = (text: string): string => text;
const named = <T extends string>(format: ResolvedColumn['format'], fallback: T): T =>
  typeof format === 'string' ? (format as T) : fallback;

/** A value that is read from one piece of text. */
function readsText(
  transform: readonly Transform[] | undefined,
  parse: (text: string) => CellValue | Unreadable,
): CellType['read'] {
  const steps = transformSteps(transform);
  return (raw) => {
    const found = scalarText(Array.isArray(raw) && raw.length < 2 ? ((raw[0] as FieldValue | undefined) ?? null) : raw);
    if (found === undefined) return UNREADABLE;
    if (found === null) return null;
    const text = (steps ? steps(found) : found).trim();
    return text === '' ? null : parse(text);
  };
}

/** Text, and lists of text joined: each item transformed, styled and trimmed, placeholders dropped, then distinct. */
function textType(column: ResolvedColumn, format: ResolvedFormat, style: ((text: string) => string) | null): CellType {
  const { defaults } = format;
  const clean = textCleaner(defaults);
  const steps = transformSteps(column.transform);
  const { distinct, isPlaceholder } = listOptions(column.from);
  const bare = !steps && !style && !isPlaceholder;
  const separator = column.listSeparator ?? defaults.listSeparator;

  const one = (text: string): string => {
    const cleaned = clean(steps ? steps(text) : text);
    return style && cleaned !== '' ? style(cleaned) : cleaned;
  };
  const many = (items: readonly FieldValue[]): CellValue | Unreadable => {
    const texts = items.map(scalarText);
    if (texts.includes(undefined)) return UNREADABLE;
    const kept = texts.map((text) => one(text ?? '').trim()).filter((text) => text !== '' && !isPlaceholder?.(text));
    return (distinct ? [...new Set(kept)] : kept).join(separator) || null;
  };
  return {
    read: (raw) => {
      if (typeof raw === 'string') {
        const text = bare ? clean(raw) : one(raw);
        return text === '' || isPlaceholder?.(text) ? null : text;
      }
      if (raw === null) return null;
      // ids: digits need no cleaning
      if (typeof raw === 'number' && bare) return String(raw);
      return many(Array.isArray(raw) ? raw : [raw]);
    },
    write: same,
    textual: true,
    guard:
      defaults.formulaGuard !== 'apostrophe' || column.type === 'id' ? unguarded : style ? guardPhone : guardFormula,
  };
}

const numeric = (
  column: ResolvedColumn,
  parse: (text: string) => string | Unreadable,
  write: (plain: string) => string = String,
): CellType => ({
  read: readsText(column.transform, parse),
  write: (value) => write(String(value)),
  textual: false,
  guard: unguarded,
});

const dated = (column: ResolvedColumn, pattern: string, parse: (text: string) => string | Unreadable): CellType =>
  numeric(column, parse, dateFormat(named(column.format, pattern)) ?? String);

function booleanType(column: ResolvedColumn, words: readonly Scalar[]): CellType {
  const [yes, no] = (Array.isArray(column.format) ? column.format : words).map(String);
  const parse = (text: string): boolean | Unreadable => {
    const word = text.toLowerCase();
    return word === 'true' || (word === 'false' ? false : UNREADABLE);
  };
  const readText = readsText(column.transform, parse);
  return {
    read: (raw) => (typeof raw === 'boolean' ? raw : readText(raw)),
    write: (value) => (value === true ? yes : no) ?? '',
    textual: false,
    guard: unguarded,
  };
}

const readDecimal = (text: string): string | Unreadable => {
  const decimal = parseDecimal(text);
  return decimal ? toPlain(decimal) : UNREADABLE;
};
const readInteger = (text: string): string | Unreadable => {
  const decimal = parseDecimal(text);
  return decimal ? toScale(decimal, 0) : UNREADABLE;
};

export function cellType(column: ResolvedColumn, format: ResolvedFormat, zone: TimeZone): CellType {
  const { defaults } = format;
  switch (column.type) {
    case 'id':
    case 'text':
    case 'textList':
    case 'enum':
      return textType(column, format, null);
    case 'phone':
    case 'phoneList':
      return textType(column, format, phoneWriters[named(column.format, defaults.phoneFormat)]);
    case 'money':
      return numeric(
        column,
        moneyReader(defaults.moneyScale),
        moneyWriters[named(column.format, defaults.moneyFormat)],
      );
    case 'integer':
      return numeric(column, readInteger);
    case 'decimal':
      return numeric(column, readDecimal);
    case 'businessDate':
      return dated(column, defaults.dateFormat, readBusinessDate);
    case 'instantDate':
      return dated(column, defaults.dateFormat, (text) => zone.date(text));
    case 'instantDateTime':
      return dated(column, defaults.dateTimeFormat, (text) => zone.dateTime(text));
    case 'boolean':
      return booleanType(column, defaults.booleanFormat);
  }
}
