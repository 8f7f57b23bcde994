import { suggestion } from 'checked-yaml';
import type { Problem } from 'checked-yaml';
import type { CellFormat, Column, Lookup } from 'servicetitan-specs';

import { isDate, isNumeric } from '../rules/validation';
import { readBusinessDate } from '../values/business-date';
import { DATE_TOKENS, dateFormat } from '../values/date-format';
import { parseDecimal } from '../values/decimal';
import { moneyWriters } from '../values/money';
import { phoneWriters } from '../values/phone';
import { UNREADABLE } from '../values/unreadable';

import { sourceProblems } from './source-problems';

type Path = readonly (string | number)[];

/** What is wrong with a date pattern, or null. */
export function datePatternMistake(pattern: string): string | null {
  if (dateFormat(pattern)) return null;
  return `"${pattern}" is no date pattern; it is made of ${DATE_TOKENS.join(' ')}, signs, and [text] in brackets`;
}

const oneOf = (word: string, valid: readonly string[]): string | null =>
  valid.includes(word) ? null : `"${word}" is not allowed${suggestion(word, valid)}`;

function formatMistake({ type }: Pick<Column, 'type'>, format: CellFormat): string | null {
  if (type === 'boolean') return Array.isArray(format) ? null : 'a boolean has a pair of words, such as [Yes, No]';
  if (Array.isArray(format)) return `a column of type ${type} has no pair of words`;
  if (isDate(type)) return datePatternMistake(format);
  if (type === 'money') return oneOf(format, Object.keys(moneyWriters));
  if (type === 'phone' || type === 'phoneList') return oneOf(format, Object.keys(phoneWriters));
  return `a column of type ${type} has no format`;
}

function patternMistake(pattern: string): string | null {
  try {
    new RegExp(pattern, 'u');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function boundMistake({ type }: Column, limit: string | number): string | null {
  if (isDate(type)) return readBusinessDate(String(limit)) === UNREADABLE ? 'must be a date, YYYY-MM-DD' : null;
  if (isNumeric(type)) return parseDecimal(String(limit)) ? null : 'must be a number';
  return `min and max go with dates and numbers, not with type ${type}`;
}

function validateMistakes(column: Column): [string, string | null][] {
  const { pattern, min, max, maxDaysAhead, equalsSum, tolerance } = column.validate ?? {};
  return [
    ['pattern', pattern === undefined ? null : patternMistake(pattern)],
    ['min', min === undefined ? null : boundMistake(column, min)],
    ['max', max === undefined ? null : boundMistake(column, max)],
    ['maxDaysAhead', maxDaysAhead !== undefined && !isDate(column.type) ? 'goes with dates only' : null],
    ['equalsSum', equalsSum && !isNumeric(column.type) ? 'goes with numbers only' : null],
    ['tolerance', tolerance !== undefined && !parseDecimal(String(tolerance)) ? 'must be a number' : null],
  ];
}

/** What the schema cannot say about one column. */
export function columnProblems(column: Column, path: Path, lookups: Readonly<Record<string, Lookup>>): Problem[] {
  const mistakes = validateMistakes(column).flatMap(([word, message]) =>
    message === null ? [] : [{ path: [...path, 'validate', word], message }],
  );
  const format = column.format === undefined ? null : formatMistake(column, column.format);
  return [
    ...sourceProblems(column.from, [...path, 'from'], lookups),
    ...(format === null ? [] : [{ path: [...path, 'format'], message: format }]),
    ...mistakes,
  ];
}
