import { BadBodyError } from './errors';
import { elementTexts } from './json-slices';
import type { HttpResponse } from './transport';

/** One element of a page's `data`. */
export interface Item {
  /** its JSON text exactly as ServiceTitan wrote it, every digit kept, on one line */
  readonly raw: string;
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick(value: Record<string, unknown>, members: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const member of members) if (member in value) picked[member] = value[member];
  return picked;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text, which can be a customer's.
    throw new BadBodyError(`a body of ${text.length} characters that is not JSON, or only a part of it`);
  }
}

/**
 * Reads the body of a list page or export batch. JSON.parse proves the text and shows what must be looked at; the items
 * are then cut out of the text itself, so that what is handed on is what ServiceTitan sent. Of the parsed page only the
 * given members of its items stay: the tree is five times the size of the text, and a page waits for the one before it.
 * @param members top-level members that the caller looks at
 * @throws BadBodyError for a body that is not such a page
 */
export function parsePage(response: HttpResponse, members: readonly string[]): Page {
  const text = response.body.startsWith('\uFEFF') ? response.body.slice(1) : response.body;
  const whole = parse(text);
  if (!isObject(whole)) throw new BadBodyError('a body that is not an object');
  const { data, ...envelope } = whole;
  const { hasMore } = envelope;
  if (!Array.isArray(data)) throw new BadBodyError('a body without a "data" array');
  if (typeof hasMore !== 'boolean') throw new BadBodyError('a body without "hasMore"');
  if (!data.every(isObject)) throw new BadBodyError('"data" holds something that is not an object');
  const texts = elementTexts(text, 'data');
  const pretty = text.includes('\n') || text.includes('\r');
  // Line breaks inside of strings are escaped in JSON, so these only stand between tokens.
  const items = data.map((value, index): Item => {
    const raw = texts[index] ?? '';
    return { raw: pretty ? raw.replace(/[\r\n]+/g, '') : raw, value: pick(value, members) };
  });
  return { hasMore, items, envelope };
}
