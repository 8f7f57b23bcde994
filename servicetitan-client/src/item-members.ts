import type { Item } from './json-items';

/** A member that an item gets where it lacks it. */
export interface Member {
  readonly name: string;
  /** its JSON text, name and all: `"tenantId":42` */
  readonly pair: string;
  readonly value: unknown;
}

/** @param text JSON */
export function memberOf(name: string, text: string): Member {
  return { name, pair: `${JSON.stringify(name)}:${text}`, value: JSON.parse(text) as unknown };
}

/** What the items of a read get beside their own members. */
export interface AddedMembers {
  /** every name that `of` may give */
  readonly names: readonly string[];
  readonly of: (item: Item) => readonly Member[];
}

const beyondAscii = /[^\0-\x7f]/;

/**
 * The item with these members put at its end, so that digits, key order and escapes stay as ServiceTitan wrote them. The
 * names must be among those that the item was looked at for: one that it has already is left alone.
 */
export function withMembers(item: Item, members: readonly Member[]): Item {
  // a spread instead of Object.assign makes this six times as slow, and it runs for every record there is
  const value: Record<string, unknown> = Object.assign({}, item.value);
  let pairs = '';
  for (const member of members) {
    if (member.name in item.value) continue;
    pairs += pairs === '' ? member.pair : `,${member.pair}`;
    value[member.name] = member.value;
  }
  if (pairs === '') return item;
  // as lazy as the item itself: until it is written, a page is one text and not thousands
  const { bytes } = item;
  if (bytes === undefined || beyondAscii.test(pairs))
    return {
      value,
      get raw() {
        return withPairs(item.raw, pairs);
      },
    };
  return {
    value,
    get raw() {
      return withPairs(item.raw, pairs);
    },
    get bytes() {
      return withPairs(bytes, pairs);
    },
  };
}

function withPairs(object: string, pairs: string): string {
  const end = object.lastIndexOf('}');
  return `${object.slice(0, end)}${isEmptyBefore(object, end) ? '' : ','}${pairs}}`;
}

/** Whether nothing but blanks stands between the brace at `end` and the one that opens the object. */
function isEmptyBefore(raw: string, end: number): boolean {
  let at = end - 1;
  while (at > 0 && raw.charCodeAt(at) <= 0x20) at -= 1;
  return raw[at] === '{';
}
