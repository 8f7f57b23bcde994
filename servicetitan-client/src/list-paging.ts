import { parseRows, type AnswerShape } from './answer-rows';
import type { ServiceTitanClient } from './client';
import type { Subject } from './error-messages';
import { BadBodyError } from './errors';
import { missingKeyError } from './found-errors';
import { itemKey } from './item-key';
import { itemView, type ItemView } from './item-view';
import { parsePage, type Item } from './json-items';
import { defaultPageSize, emptyPageRetries } from './limits';
import { createPageComparison, createProgressGuard } from './list-progress';
import { readAhead } from './read-ahead';
import type { Accept } from './request';
import type { ShapedRead } from './rows-read';
import { createSeen } from './seen';
import { beganAt } from './server-clock';
import type { HttpResponse } from './transport';
import { queryOf, type Query } from './url';

export interface ListRead extends ShapedRead {
  readonly pageSize?: number | undefined;
  /** number of the first page; default 1 */
  readonly firstPage?: number | undefined;
  /** `+Id`; only where the endpoint declares it */
  readonly sort?: string | undefined;
  /** Lower bound only: with an upper one, rows edited during the read would leave the window and shift the later pages. */
  readonly modifiedOnOrAfter?: { readonly parameter: string; readonly value: string } | undefined;
  /**
   * The endpoint counts its rows when it is asked to. It is, once, with the second page: counting costs the server time, and
   * a list of one page has told its size by then.
   */
  readonly countable?: boolean | undefined;
  /** ask for the next page early; default true */
  readonly ahead?: boolean | undefined;
}

export interface ListPage {
  /** rows that this read has not handed on yet, or not in this version; rows without a key: all there are */
  readonly items: readonly Item[];
  /** ISO-8601: the server's clock when the read began, never later */
  readonly readFrom: string;
  /** rows of the whole read, on the page that was asked for them */
  readonly total?: number;
  readonly last: boolean;
}

interface ParsedPage {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  readonly total?: number;
}

interface StampedPage extends ParsedPage {
  readonly readFrom: string;
}

function pageOf(response: HttpResponse, shape: AnswerShape, members: readonly string[]): ParsedPage {
  if (shape.rows === undefined && shape.columns === undefined) {
    const { items, hasMore, envelope } = parsePage(response, members);
    const { totalCount } = envelope;
    return { items, hasMore, ...(typeof totalCount === 'number' && { total: totalCount }) };
  }
  const { items, hasMore } = parseRows(response, shape, members);
  if (hasMore === null) throw new BadBodyError('a body without "hasMore"');
  return { items, hasMore };
}

/** Reads one page; an empty one that promises more is asked for again a few times before it is believed. */
function acceptPage(shape: AnswerShape, view: ItemView): Accept<StampedPage> {
  let empty = 0;
  return (response, timing) => {
    const { items, hasMore, ...counted } = pageOf(response, shape, view.members);
    if (hasMore && items.length === 0 && (empty += 1) <= emptyPageRetries)
      throw new BadBodyError('an empty page that promises more');
    return { items: view.finish(items), hasMore, ...counted, readFrom: beganAt(response, timing) };
  };
}

function pageQuery(read: ListRead, page: number): Query {
  const { parameters = {}, sort, modifiedOnOrAfter: bound, pageSize = defaultPageSize, firstPage = 1 } = read;
  const counting = read.countable === true && page === firstPage + 1;
  return [
    ['page', String(page)],
    ['pageSize', String(pageSize)],
    ...(counting ? [['includeTotal', 'true'] as const] : []),
    ...queryOf(parameters),
    ...(sort === undefined ? [] : [['sort', sort] as const]),
    ...(bound === undefined ? [] : [[bound.parameter, bound.value] as const]),
  ];
}

/** Chooses the rows of a page to hand on, and tells whether any of them is new. */
function createSieve(
  primaryKey: readonly string[],
  subject: Subject,
): (items: readonly Item[]) => { items: readonly Item[]; anyNew: boolean } {
  if (primaryKey.length === 0) {
    const differs = createPageComparison();
    return (items) => ({ items, anyNew: differs(items) });
  }
  const seen = createSeen();
  return (items) => {
    let anyNew = false;
    const wanted = items.filter((item) => {
      const found = itemKey(item, primaryKey);
      if ('missing' in found) throw missingKeyError(subject, found.missing);
      const sighting = found.key === null ? 'new' : seen.meet(found.key, item);
      anyNew ||= sighting === 'new';
      return sighting !== 'repeated';
    });
    return { items: wanted, anyNew };
  };
}

/**
 * Reads a list endpoint from its first page to its last. A row that comes again unchanged is dropped, one that was
 * edited in between is handed on again; rows without a key are all handed on.
 * @throws ServiceTitanError; pages that were handed on before stay valid
 */
export async function* readList(client: ServiceTitanClient, read: ListRead): AsyncGenerator<ListPage> {
  const { label, scope, ahead = true, signal, firstPage = 1 } = read;
  const subject: Subject = { ...client.tenant, label, scope };
  const view = itemView(read);
  const sieve = createSieve(read.primaryKey, subject);
  const checkProgress = createProgressGuard(subject);
  let number = firstPage - 1;
  let readFrom: string | undefined;

  const fetchNext = (stop: AbortSignal): Promise<StampedPage> => {
    number += 1;
    return client.get(read.path, pageQuery(read, number), { label, scope, signal: stop }, acceptPage(read, view));
  };

  for await (const page of readAhead(fetchNext, { ahead, signal })) {
    readFrom ??= page.readFrom;
    const { items, anyNew } = sieve(page.items);
    checkProgress({ empty: page.items.length === 0, anyNew, hasMore: page.hasMore });
    if (items.length > 0 || !page.hasMore)
      yield { items, readFrom, ...(page.total !== undefined && { total: page.total }), last: !page.hasMore };
  }
}
