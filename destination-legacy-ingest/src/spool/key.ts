import type { FieldValue } from 'legacy-format';

const wholeNumber = /^(?:0|-?[1-9][0-9]{0,18})$/;
const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/**
 * The text of a primary key; null when there is none. `7` and `"7"` are the same key.
 */
export function keyText(value: FieldValue | undefined): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/**
 * A key as it is stored: 64-bit integers as integers, so that they are kept in numeric order before all others; the rest
 * as text in code-point order. Leading zeros make a text.
 */
export function storedKey(text: string): bigint | string {
  if (!wholeNumber.test(text)) return text;
  if (text.length < 19) return BigInt(text);
  const value = BigInt(text);
  return value >= smallest && value <= largest ? value : text;
}

/** Keys as a JSON list for SQLite's json_each, which reads integers exactly. */
export function keyList(texts: readonly string[]): string {
  return `[${texts.map((text) => (typeof storedKey(text) === 'bigint' ? text : JSON.stringify(text))).join(',')}]`;
}
