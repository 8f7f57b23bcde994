import {
  catalog,
  nextLowerBound,
  openFeed,
  ServiceTitanError,
  type FeedContext,
  type FeedPage,
  type Logger,
  type ServiceTitanClient,
} from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import { enoughRecords, pageSize, reseedOverlapMs } from './limits';
import { boundWithin, isCrowded, onlyFrom, remember, type Version } from './memory';
import { createNews, type Change } from './news';
import type { TriggerState } from './state';
import type { WatchPosition } from './watched';

/** What one poll works with. */
export interface Poll {
  readonly client: ServiceTitanClient;
  readonly stream: StreamSpec;
  readonly includeRecentChanges: boolean;
  readonly log: Logger;
  /** what n8n shows of an error */
  readonly failed: (error: unknown) => Error;
  /** epoch ms */
  readonly now: () => number;
  /** The poll should come to an end: what is left belongs to the next one. */
  readonly timeIsUp: () => boolean;
}

export interface PollOutcome {
  readonly changes: readonly Change[];
  readonly state: Omit<TriggerState, 'revision'>;
}

function contextOf({ client, stream, log, now }: Poll, includeRecentChanges: boolean): FeedContext {
  return { client, catalog, label: stream.name, always: [], includeRecentChanges, first: false, now, log };
}

/** Small pages, and no counting of what nobody waits for. */
const inSmallPages = (stream: StreamSpec, size: number, firstPage?: number): StreamSpec => ({
  ...stream,
  countable: false,
  ...(stream.feed === 'list' ? { pageSize: Math.min(stream.pageSize ?? size, size) } : {}),
  ...(firstPage === undefined ? {} : { firstPage }),
});

/** The first page of what changed from a position on. */
export async function firstPage(poll: Poll, from: WatchPosition, size: number): Promise<FeedPage | null> {
  for await (const page of openFeed(inSmallPages(poll.stream, size), from, contextOf(poll, false))) return page;
  return null;
}

/** What is remembered, and where a list begins the next time. */
function settle(
  before: TriggerState,
  position: WatchPosition,
  looked: string,
  handedOn: readonly Version[],
  kept: ReadonlySet<string>,
): Pick<TriggerState, 'position' | 'seen'> {
  const seen = remember(before.seen, handedOn, looked, kept);
  if (position.kind !== 'bound' || position.from === null || kept.size > 0) return { position, seen };
  const from = boundWithin(position.from, seen);
  return { position: { ...position, from }, seen: isCrowded(seen) ? onlyFrom(from, seen) : seen };
}

async function readFrom(poll: Poll, before: TriggerState): Promise<PollOutcome> {
  const { stream } = poll;
  const { position: from, goOn } = before;
  // a list of several values is read once for each, so that a page number alone is no place in it
  const inParts = from.kind === 'export' || stream.each === undefined;
  const first = goOn?.page ?? stream.firstPage ?? 1;
  const recent = poll.includeRecentChanges && !isCrowded(before.seen);
  const news = createNews(stream, before);
  let [position, next, page, looked]: [WatchPosition, TriggerState['goOn'], number, string | null] = [
    from,
    goOn,
    first,
    null,
  ];

  for await (const read of openFeed(inSmallPages(stream, pageSize, first), from, contextOf(poll, recent))) {
    news.take(read);
    page += 1;
    looked ??= read.readFrom;
    const began = goOn?.began ?? looked ?? before.looked;
    if (from.kind === 'export') position = (read.position as WatchPosition | null) ?? position;
    else if (read.last) position = { ...from, from: nextLowerBound(began, from.from) };
    next = from.kind === 'export' || read.last ? null : { page, began };
    if (!read.last && inParts && (news.changes.length >= enoughRecords || poll.timeIsUp())) break;
  }

  const at = looked ?? before.looked;
  const kept = next === null ? new Set<string>() : news.ofPage();
  const { resource, tenantId, since } = before;
  return {
    changes: news.changes,
    state: { resource, tenantId, since, looked: at, goOn: next, ...settle(before, position, at, news.handedOn, kept) },
  };
}

/**
 * Reads what changed since the last poll: to the present, or as much as one poll should. Nothing is kept here; a poll that
 * fails leaves everything to the next one.
 * @throws an error as n8n shows it
 */
export async function readChanges(poll: Poll, before: TriggerState): Promise<PollOutcome> {
  try {
    return await readFrom(poll, before);
  } catch (error) {
    const { position, looked } = before;
    if (!(error instanceof ServiceTitanError) || error.kind !== 'expired_position' || position.kind !== 'export')
      throw poll.failed(error);
    const seededFrom = new Date(Date.parse(looked) - reseedOverlapMs).toISOString();
    poll.log.warn(
      `${poll.stream.name}: ServiceTitan no longer accepts the token; going on with changes since ${seededFrom}`,
    );
    return readFrom(poll, { ...before, position: { ...position, continueFrom: null, seededFrom } });
  }
}
