import { BadBodyError } from './errors';
import { hasLineBreaks, isObject, parseJson, pick, withoutLineBreaks } from './json-body';
import { hollowOut, type Span } from './json-slices';
import { pageItem, type ItemTexts } from './page-item';
import type { HttpResponse } from './transport';

/** One element of a page's `data`. */
export interface Item {
  /** its JSON text exactly as ServiceTitan wrote it, every digit kept, on one line; cut out anew each time */
  readonly raw: string;
  /** the same with a character for every byte of its UTF-8, where that is at hand: it is written at a fraction of the cost */
  readonly bytes?: string | undefined;
  /** the members that were asked for, to look at only: numbers beyond 2^53 and long decimals are rounded here */
  readonly value: Readonly<Record<string, unknown>>;
}

/** What list pages and export batches have in common. */
export interface Page {
  readonly hasMore: boolean;
  readonly items: readonly Item[];
  /** the members of the envelope beside `data`, to look at */
  readonly envelope: Readonly<Record<string, unknown>>;
}

/** A byte order mark, as text and as bytes. */
const textMark = '\uFEFF';
const byteMark = '\u00EF\u00BB\u00BF';

/** A body to find the way in: by its bytes where the transport has them. */
interface Readable {
  readonly text: string;
  /** what stands there, as somebody would read it */
  textOf(span: Span): string;
  /** the same in whichever form costs nothing: the same JSON, but for characters beyond ASCII in its strings */
  roughly(span: Span): string;
  /** Would a value that was parsed from the rough form be another one in the text? */
  misread(value: unknown): boolean;
}

const beyondAscii = /[^\0-\x7f]/;

function readable({ body, wire }: Pick<HttpResponse, 'body' | 'wire'>): Readable {
  const [whole, mark] = wire === undefined ? [body, textMark] : [wire.bytes, byteMark];
  const skipped = whole.startsWith(mark) ? mark.length : 0;
  const roughly = ({ start, end }: Span): string => whole.slice(start + skipped, end + skipped);
  return {
    text: skipped === 0 ? whole : whole.slice(skipped),
    roughly,
    textOf: wire === undefined ? roughly : ({ start, end }) => wire.decode(start + skipped, end + skipped),
    misread: (value) =>
      wire !== undefined && (typeof value === 'string' ? beyondAscii.test(value) : typeof value === 'object'),
  };
}

/**
 * Reads the body of a list page or export batch. The items are cut out of the text itself, so that what is handed on is
 * what ServiceTitan sent, and then proven by JSON.parse one by one, like the envelope without them: the tree of a whole
 * page would be five times the size of its text, and be moved about by the garbage collector. Only the given members of
 * an item stay.
 * @param members top-level members that the caller looks at
 * @throws BadBodyError for a body that is not such a page
 */
export function parsePage(response: HttpResponse, members: readonly string[]): Page {
  const { text, textOf, roughly, misread } = readable(response);
  const parse = (part: string): unknown => parseJson(part, text.length);
  const cut = hollowOut(text, 'data');
  const whole = parse(cut === null ? '' : cut.around.map(textOf).join('[]'));
  const pretty = hasLineBreaks(text);
  const look = (part: string): Record<string, unknown> => {
    const value = parse(part);
    if (!isObject(value)) throw new BadBodyError('"data" holds something that is not an object');
    return pick(value, members);
  };
  const onOneLine = (part: string): string => (pretty ? withoutLineBreaks(part) : part);
  const texts: ItemTexts = {
    raw: (start, end) => onOneLine(textOf({ start, end })),
    bytes: (start, end) => (response.wire === undefined ? undefined : onOneLine(roughly({ start, end }))),
  };
  const readItem = (span: Span): Item => {
    const seen = look(roughly(span));
    const value = Object.values(seen).some(misread) ? look(textOf(span)) : seen;
    return pageItem(texts, span, value);
  };
  // of several members with the name the last one counts, but none may be broken
  const items = cut?.arrays.map((elements) => elements.map(readItem)).at(-1) ?? [];
  if (!isObject(whole)) throw new BadBodyError('a body that is not an object');
  const { data, ...envelope } = whole;
  const { hasMore } = envelope;
  if (!Array.isArray(data)) throw new BadBodyError('a body without a "data" array');
  if (typeof hasMore !== 'boolean') throw new BadBodyError('a body without "hasMore"');
  return { hasMore, items, envelope };
}
