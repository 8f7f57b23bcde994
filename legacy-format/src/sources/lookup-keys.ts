import type { FieldValue } from '../types';

/** The keys that a value stands for: itself, or each of an array's items, as text; missing ones are none. */
export function keysOfValue(value: FieldValue | undefined): string[] {
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((item: FieldValue) => keysOfValue(item));
  return [];
}
