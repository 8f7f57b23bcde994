import type { ServiceTitanClient } from './client';
import { endlessFeed, type Subject } from './error-messages';
import { BadBodyError, ServiceTitanError } from './errors';
import { missingKeyError } from './found-errors';
import { commonMembers, itemKey } from './item-key';
import { parsePage, type Item, type Page } from './json-items';
import { defaultPageSize, emptyPageRetries, maxFruitlessPages } from './limits';
import { readAhead } from './read-ahead';
import type { Accept, Timing } from './request';
import { createSeen } from './seen';
import type { HttpResponse } from './transport';
import type { Query } from './url';

export interface ListRead {
  readonly path: string;
  /** stream */
  readonly label: string;
  readonly scope?: string | undefined;
  readonly pageSize?: number | undefined;
  /** fixed query parameters */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** `+Id`; only where the endpoint declares it */
  readonly sort?: string | undefined;
  /** Lower bound only: with an upper one, rows edited during the read would leave the window and shift the later pages. */
  readonly modifiedOnOrAfter?: { readonly parameter: string; readonly value: string } | undefined;
  readonly primaryKey: readonly string[];
  /** ask for the next page early; default true */
  readonly ahead?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ListPage {
  /** rows that this read has not handed on yet, or not in this version */
  readonly items: Item[];
  /** ISO-8601: the server's clock when the read began, never later */
  readonly readFrom: string;
  readonly last: boolean;
}

interface StampedPage extends Page {
  readonly readFrom: string;
}

/** The server's clock when the request set out: its Date header, less the time that the answer took. */
function beganAt(response: HttpResponse, { sentAt, answeredAt }: Timing): string {
  const date = Date.parse(response.headers.date ?? '');
  const began = Number.isNaN(date) ? sentAt : date - Math.max(0, answeredAt - sentAt);
  return new Date(began).toISOString();
}

/** Reads one page; an empty one that promises more is asked for again a few times before it is believed. */
function acceptPage(members: readonly string[]): Accept<StampedPage> {
  let empty = 0;
  return (response, timing) => {
    const page = parsePage(response, members);
    if (page.hasMore && page.items.length === 0 && (empty += 1) <= emptyPageRetries)
      throw new BadBodyError('an empty page that promises more');
    return { ...page, readFrom: beganAt(response, timing) };
  };
}

function queryOf(read: ListRead, page: number): Query {
  const { parameters = {}, sort, modifiedOnOrAfter: bound, pageSize = defaultPageSize } = read;
  return [
    ['page', String(page)],
    ['pageSize', String(pageSize)],
    ...Object.entries(parameters),
    ...(sort === undefined ? [] : [['sort', sort] as const]),
    ...(bound === undefined ? [] : [[bound.parameter, bound.value] as const]),
  ];
}

/** Ends a read that goes on without getting anywhere. */
function createProgressGuard(subject: Subject): (page: { empty: boolean; anyNew: boolean; hasMore: boolean }) => void {
  let emptyPages = 0;
  let stalePages = 0;
  const fail = (failureType: 'transient' | 'system', what: string): never => {
    throw new ServiceTitanError({
      kind: 'endless_feed',
      failureType,
      message: endlessFeed(subject, what),
      label: subject.label,
    });
  };
  return ({ empty, anyNew, hasMore }) => {
    emptyPages = empty ? emptyPages + 1 : 0;
    if (anyNew) stalePages = 0;
    else if (!empty) stalePages += 1;
    if (!hasMore) return;
    if (emptyPages >= maxFruitlessPages) fail('transient', `${emptyPages} pages in a row are empty`);
    if (stalePages >= maxFruitlessPages)
      fail('system', `${stalePages} pages in a row hold only rows that were there before`);
  };
}

/**
 * Reads a list endpoint from its first page to its last. A row that comes again unchanged is dropped, one that was
 * edited in between is handed on again.
 * @throws ServiceTitanError; pages that were handed on before stay valid
 */
export async function* readList(client: ServiceTitanClient, read: ListRead): AsyncGenerator<ListPage> {
  const { label, scope, ahead = true, signal } = read;
  const subject: Subject = { ...client.tenant, label, scope };
  const seen = createSeen();
  const members = [...commonMembers, ...read.primaryKey];
  const checkProgress = createProgressGuard(subject);
  let number = 0;
  let readFrom: string | undefined;

  const fetchNext = (stop: AbortSignal): Promise<StampedPage> => {
    number += 1;
    return client.get(read.path, queryOf(read, number), { label, scope, signal: stop }, acceptPage(members));
  };

  for await (const page of readAhead(fetchNext, { ahead, signal })) {
    readFrom ??= page.readFrom;
    let anyNew = false;
    const items = page.items.filter((item) => {
      const key = itemKey(item, read.primaryKey);
      if ('missing' in key) throw missingKeyError(subject, key.missing);
      const sighting = seen.meet(key.key, item);
      anyNew ||= sighting === 'new';
      return sighting !== 'repeated';
    });
    checkProgress({ empty: page.items.length === 0, anyNew, hasMore: page.hasMore });
    if (items.length > 0 || !page.hasMore) yield { items, readFrom, last: !page.hasMore };
  }
}
