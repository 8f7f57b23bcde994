import type { Item } from './json-items';
import { textsAt } from './json-path';
import { memberText } from './json-slices';

export type ItemKey = string | number;

function valueAt(item: Item, path: string): unknown {
  if (!path.includes('.')) return item.value[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[step] : undefined,
      item.value,
    );
}

/**
 * One member of the key. An integer that a double holds exactly stays a number, which is small to remember; any other
 * number is taken as its text, because two ids beyond 2^53 can be the same double.
 */
function part(item: Item, path: string): ItemKey | null {
  const value = valueAt(item, path);
  if (typeof value === 'string') return value === '' ? null : `"${value}`;
  if (typeof value !== 'number') return null;
  if (Number.isSafeInteger(value)) return value;
  return path.includes('.') ? (textsAt(item.raw, path)[0] ?? null) : memberText(item.raw, path);
}

/**
 * The value of an item's primary key; null where the rows have none. Of a key with several members some may be missing
 * (a lead has a call, a booking or a form); when all are, the first one is named.
 */
export function itemKey(
  item: Item,
  primaryKey: readonly string[],
): { readonly key: ItemKey | null } | { readonly missing: string } {
  const [first] = primaryKey;
  if (first === undefined) return { key: null };
  if (primaryKey.length === 1) {
    const key = part(item, first);
    return key === null ? { missing: first } : { key };
  }
  const parts = primaryKey.map((path) => part(item, path));
  return parts.every((value) => value === null) ? { missing: first } : { key: JSON.stringify(parts) };
}
