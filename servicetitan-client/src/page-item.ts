import type { Item } from './json-items';
import type { Span } from './json-slices';

/** Texts of a page's parts; made when they are asked for, which is when they are written. */
export interface ItemTexts {
  raw(start: number, end: number): string;
  bytes(start: number, end: number): string | undefined;
}

const beyondAscii = /[^\0-\x7f]/;

/** Whether nothing but blanks stands between the brace at `end` and the one that opens the object. */
function isEmptyBefore(object: string, end: number): boolean {
  let at = end - 1;
  while (at > 0 && object.charCodeAt(at) <= 0x20) at -= 1;
  return object[at] === '{';
}

function withPairs(object: string, pairs: string): string {
  if (pairs === '') return object;
  const end = object.lastIndexOf('}');
  return `${object.slice(0, end)}${isEmptyBefore(object, end) ? '' : ','}${pairs}}`;
}

/**
 * An item as a place in its page. A class, because there are thousands in every page that waits: their getters are
 * shared, and one takes a tenth of the memory that an object with getters of its own does.
 */
class PageItem implements Item {
  constructor(
    readonly texts: ItemTexts,
    readonly start: number,
    readonly end: number,
    readonly value: Readonly<Record<string, unknown>>,
    /** members that are put at its end */
    readonly pairs: string,
  ) {}

  get raw(): string {
    return withPairs(this.texts.raw(this.start, this.end), this.pairs);
  }

  get bytes(): string | undefined {
    const bytes = beyondAscii.test(this.pairs) ? undefined : this.texts.bytes(this.start, this.end);
    return bytes === undefined ? undefined : withPairs(bytes, this.pairs);
  }
}

export function pageItem(texts: ItemTexts, { start, end }: Span, value: Readonly<Record<string, unknown>>): Item {
  return new PageItem(texts, start, end, value, '');
}

/** The item with these pairs (`"tenantId":42`, joined by commas) put at its end. */
export function extended(item: Item, pairs: string, value: Readonly<Record<string, unknown>>): Item {
  if (!(item instanceof PageItem)) return extended(pageItem(textsOf(item), { start: 0, end: 0 }, value), pairs, value);
  const all = item.pairs === '' ? pairs : `${item.pairs},${pairs}`;
  return new PageItem(item.texts, item.start, item.end, value, all);
}

function textsOf(item: Item): ItemTexts {
  return { raw: () => item.raw, bytes: () => item.bytes };
}
