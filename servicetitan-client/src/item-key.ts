import type { Item } from './json-items';
import { memberText } from './json-slices';

/** What is looked at in every item beside its key: its version, and whether it names its tenant already. */
export const commonMembers: readonly string[] = ['modifiedOn', 'tenantId'];

export type ItemKey = string | number;

/**
 * One member of the key. An integer that a double holds exactly stays a number, which is small to remember; any other
 * number is taken as its text, because two ids beyond 2^53 can be the same double.
 */
function part(item: Item, member: string): ItemKey | null {
  const value = item.value[member];
  if (typeof value === 'string') return value === '' ? null : `"${value}`;
  if (typeof value !== 'number') return null;
  return Number.isSafeInteger(value) ? value : memberText(item.raw, member);
}

/**
 * The value of an item's primary key, or the name of the member that is missing in it. Where no member is named, the
 * whole row is its key.
 */
export function itemKey(item: Item, primaryKey: readonly string[]): { key: ItemKey } | { missing: string } {
  const parts: ItemKey[] = [];
  for (const member of primaryKey) {
    const value = part(item, member);
    if (value === null) return { missing: member };
    parts.push(value);
  }
  const [first, ...others] = parts;
  if (first === undefined) return { key: item.raw };
  return { key: others.length === 0 ? first : JSON.stringify(parts) };
}
