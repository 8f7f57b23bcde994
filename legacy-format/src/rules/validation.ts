import type { ColumnType } from 'servicetitan-specs';

import type { ResolvedColumn } from '../resolve';
import type { ReasonCode } from '../types';
import { addDays } from '../values/business-date';
import { compareDecimals, parseDecimal } from '../values/decimal';

/** What is wrong with a value. */
export interface Finding {
  code: ReasonCode;
  message: string;
}
/** `today` is the tenant's calendar date. */
export type Check = (value: string | boolean, today: string) => Finding | null;

// Enough to recognise a value in a message; the rejects file carries the whole record beside it.
const MAX_EXCERPT = 60;
export const excerpt = (text: string): string =>
  text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}...` : text;

const NUMBERS: readonly ColumnType[] = ['integer', 'decimal', 'money'];
export const isNumeric = (type: ColumnType): boolean => NUMBERS.includes(type);
export const isDate = (type: ColumnType): boolean =>
  type === 'businessDate' || type === 'instantDate' || type === 'instantDateTime';

function textChecks({ header, type, validate = {}, listSeparator }: ResolvedColumn, separator: string): Check[] {
  const checks: Check[] = [];
  const { pattern, oneOf, minLength, maxLength } = validate;
  if (pattern !== undefined) {
    const expression = new RegExp(pattern, 'u');
    checks.push((value) =>
      expression.test(String(value))
        ? null
        : { code: 'PATTERN', message: `${header} "${excerpt(String(value))}" does not match ${pattern}` },
    );
  }
  if (oneOf) {
    const allowed = new Set(oneOf.map(String));
    const itemsOf = (text: string): string[] => (type === 'textList' ? text.split(listSeparator ?? separator) : [text]);
    checks.push((value) =>
      itemsOf(String(value)).every((item) => allowed.has(item))
        ? null
        : {
            code: 'NOT_ALLOWED',
            message: `${header} "${excerpt(String(value))}" is not one of ${[...allowed].join(', ')}`,
          },
    );
  }
  if (minLength !== undefined)
    checks.push((value) =>
      String(value).length >= minLength
        ? null
        : { code: 'NOT_ALLOWED', message: `${header} is shorter than ${minLength} characters` },
    );
  if (maxLength !== undefined)
    checks.push((value) =>
      String(value).length <= maxLength
        ? null
        : { code: 'TOO_LONG', message: `${header} has ${String(value).length} characters; ${maxLength} are allowed` },
    );
  return checks;
}

function dateChecks({ header, validate = {} }: ResolvedColumn): Check[] {
  const { min, max, maxDaysAhead } = validate;
  const early = (limit: string): Check => {
    return (value) =>
      String(value).slice(0, 10) < limit
        ? { code: 'TOO_EARLY', message: `${header} ${String(value)} is before ${limit}` }
        : null;
  };
  const checks: Check[] = min === undefined ? [] : [early(String(min))];
  if (max !== undefined)
    checks.push((value) =>
      String(value).slice(0, 10) > String(max)
        ? { code: 'TOO_LATE', message: `${header} ${String(value)} is after ${String(max)}` }
        : null,
    );
  if (maxDaysAhead !== undefined) {
    let known = { today: '', last: '' };
    checks.push((value, today) => {
      if (known.today !== today) known = { today, last: addDays(today, maxDaysAhead) };
      return String(value).slice(0, 10) > known.last
        ? { code: 'TOO_LATE', message: `${header} ${String(value)} is more than ${maxDaysAhead} days ahead` }
        : null;
    });
  }
  return checks;
}

function numberChecks({ header, validate = {} }: ResolvedColumn): Check[] {
  const bound = (limit: string | number | undefined, sign: 1 | -1, word: string): Check[] => {
    const wanted = limit === undefined ? null : parseDecimal(String(limit));
    if (!wanted) return [];
    return [
      (value) => {
        const found = parseDecimal(String(value));
        return found && sign * compareDecimals(found, wanted) > 0
          ? { code: 'NOT_ALLOWED', message: `${header} ${String(value)} is ${word} than ${String(limit)}` }
          : null;
      },
    ];
  };
  return [...bound(validate.min, -1, 'smaller'), ...bound(validate.max, 1, 'greater')];
}

/** A column's `validate` as functions of the value that its type made; sums and uniqueness are judged per row. */
export function columnChecks(column: ResolvedColumn, listSeparator: string): Check[] {
  if (!column.validate) return [];
  return [
    ...textChecks(column, listSeparator),
    ...(isDate(column.type) ? dateChecks(column) : []),
    ...(isNumeric(column.type) ? numberChecks(column) : []),
  ];
}
