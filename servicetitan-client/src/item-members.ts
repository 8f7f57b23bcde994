import type { Item } from './json-items';

/** A member that an item gets where it lacks it. */
export interface Member {
  readonly name: string;
  /** its JSON text */
  readonly text: string;
  readonly value: unknown;
}

/** @param text JSON */
export function memberOf(name: string, text: string): Member {
  return { name, text, value: JSON.parse(text) as unknown };
}

/** What the items of a read get beside their own members. */
export interface AddedMembers {
  /** every name that `of` may give */
  readonly names: readonly string[];
  readonly of: (item: Item) => readonly Member[];
}

/**
 * The item with these members put at its end, so that digits, key order and escapes stay as ServiceTitan wrote them. The
 * names must be among those that the item was looked at for: one that it has already is left alone.
 */
export function withMembers(item: Item, members: readonly Member[]): Item {
  const missing = members.filter(({ name }) => !(name in item.value));
  if (missing.length === 0) return item;
  const body = item.raw.slice(0, item.raw.lastIndexOf('}'));
  const comma = body.trimEnd().endsWith('{') ? '' : ',';
  const more = missing.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',');
  const value = { ...item.value };
  for (const { name, value: added } of missing) value[name] = added;
  return { raw: `${body}${comma}${more}}`, value };
}
