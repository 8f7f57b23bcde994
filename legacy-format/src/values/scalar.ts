import type { FieldValue } from '../types';

import { compareDecimals, parseDecimal } from './decimal';
import { compareInstants, parseInstant } from './instant';

/** A scalar as text, exact; null when missing; undefined for arrays and objects, which are no scalar. */
export function scalarText(value: FieldValue): string | null | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return null;
  if (typeof value === 'object') return undefined;
  return String(value);
}

/** Missing, or nothing but white space. */
export function isEmpty(value: FieldValue): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return value === '' || value.trim() === '';
  return Array.isArray(value) && value.every(isEmpty);
}

const byCodePoint = (a: string, b: string): number => {
  if (a === b) return 0;
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};

const DIGITS = /^\d+$/;

/** Order of keys: digits (of any length) by number, before all others, which come by code point. */
export function compareKeys(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [DIGITS.test(a), DIGITS.test(b)];
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  if (!aIsNumber) return byCodePoint(a, b);
  const x = a.replace(/^0+(?=\d)/, '');
  const y = b.replace(/^0+(?=\d)/, '');
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Order of two field values: missing first, then numbers, then instants, else text by code point. */
export function compareValues(a: FieldValue, b: FieldValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const x = scalarText(a);
  const y = scalarText(b);
  if (typeof x !== 'string' || typeof y !== 'string')
    return (typeof x === 'string' ? 1 : 0) - (typeof y === 'string' ? 1 : 0);
  if (x === y) return 0;
  const left = parseDecimal(x);
  const right = left && parseDecimal(y);
  if (left && right) return compareDecimals(left, right);
  return parseInstant(x) && parseInstant(y) ? compareInstants(x, y) : byCodePoint(x, y);
}
