import { BadBodyError } from './errors';
import { withMembers, memberOf, type AddedMembers } from './item-members';
import { isObject, onOneLine } from './json-body';
import type { Item } from './json-items';
import { elementTexts, memberText } from './json-slices';

/** What is looked at in every item beside its key: its version, and whether it names its tenant already. */
const commonMembers: readonly string[] = ['modifiedOn', 'tenantId'];

/** Each item of the answer holds several records. */
export interface Explode {
  /** member of the item that is the array of records */
  readonly field: string;
  /** members of the item that each record gets */
  readonly keep: readonly string[];
}

/** How the items of an answer become the items that a read hands on. */
export interface ItemShape {
  /** members that identify an item, dots for nested ones; empty where rows have no key */
  readonly primaryKey: readonly string[];
  readonly explode?: Explode | undefined;
  readonly added?: AddedMembers | undefined;
}

export interface ItemView {
  /** the top-level members of an answer's items that must be looked at */
  readonly members: readonly string[];
  /** @throws BadBodyError when an item does not hold what is to be taken out of it */
  finish(items: readonly Item[]): readonly Item[];
}

const topOf = (path: string): string => path.split('.', 1)[0] ?? path;

function explodeItem(item: Item, { field, keep }: Explode, members: readonly string[]): Item[] {
  const elements = item.value[field];
  if (elements === null || elements === undefined) return [];
  if (!Array.isArray(elements) || !elements.every(isObject))
    throw new BadBodyError(`an item whose "${field}" is not an array of objects`);
  const texts = elementTexts(item.raw, field);
  const kept = keep.flatMap((name) => {
    const text = memberText(item.raw, name);
    return text === null ? [] : [memberOf(name, text)];
  });
  return elements.map((element, index) => {
    const value: Record<string, unknown> = {};
    for (const member of members) if (member in element) value[member] = element[member];
    return withMembers({ raw: onOneLine(texts[index] ?? ''), value }, kept);
  });
}

/** Prepares for the items of one read what is the same for each. */
export function itemView({ primaryKey, explode, added }: ItemShape): ItemView {
  const ofRecord = [
    ...new Set([...commonMembers, ...primaryKey.map(topOf), ...(added?.names ?? []), ...(explode?.keep ?? [])]),
  ];
  return {
    members: explode === undefined ? ofRecord : [explode.field],
    finish(items) {
      const records = explode === undefined ? items : items.flatMap((item) => explodeItem(item, explode, ofRecord));
      return added === undefined ? records : records.map((record) => withMembers(record, added.of(record)));
    },
  };
}
