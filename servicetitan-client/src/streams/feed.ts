import type { StreamSpec } from 'servicetitan-specs';

import { readExport } from '../export-feed';

import { dayOf } from './calendar';
import { readChildren } from './children';
import { collectionOf } from './collection';
import { nextDayAfter, windowsFrom } from './days';
import type { FeedContext, FeedPage } from './feed-page';
import { nextLowerBound } from './overlap';
import { startOf, type Position } from './position';
import { readRows } from './rows';
import { sameForAll } from './tenant-member';

/** An export feed can be entered again behind every batch. */
async function* exportFeed(
  stream: StreamSpec,
  from: Position & { readonly kind: 'export' },
  context: FeedContext,
): AsyncGenerator<FeedPage> {
  const { client, label, always, includeRecentChanges, signal } = context;
  for await (const { items, continueFrom, readFrom, last } of readExport(client, {
    ...collectionOf(stream),
    label,
    added: sameForAll(always),
    from: from.continueFrom ?? from.seededFrom,
    stored: from.continueFrom !== null,
    includeRecentChanges,
    signal,
  }))
    yield { items, readFrom, position: { ...from, continueFrom }, last };
}

/**
 * A list, or one whole answer. A list's pages shift while data changes, so no page is a place to resume from: the one
 * position is behind the last. The read is bounded below only: an upper bound would make rows edited meanwhile leave the
 * window and hide their neighbours.
 */
async function* rowsFeed(stream: StreamSpec, from: Position, context: FeedContext): AsyncGenerator<FeedPage> {
  const { client, label, always, signal } = context;
  const bound = from.kind === 'bound' ? from.from : null;
  // as a parent it is not what the stream brings
  const counted = label === stream.name;
  const request = { added: sameForAll(always), bound, counted, ...(signal === undefined ? {} : { signal }) };
  for await (const { last, ...page } of readRows(client, stream, label, request)) {
    const behind: Position = from.kind === 'bound' ? { ...from, from: nextLowerBound(page.readFrom, bound) } : from;
    yield { ...page, position: last ? behind : null, last };
  }
}

/** Day windows, oldest first; a later read can go on behind each. */
async function* windowsFeed(stream: StreamSpec, from: Position, context: FeedContext): AsyncGenerator<FeedPage> {
  const { client, label, always, signal } = context;
  if (stream.window === undefined) throw new Error(`stream ${stream.name} has no window`);
  const today = dayOf(context.now());
  let position = from;
  for (const days of windowsFrom(stream.window, from, today)) {
    const request = { added: sameForAll(always), days, ...(signal === undefined ? {} : { signal }) };
    for await (const { items, readFrom, last } of readRows(client, stream, label, request)) {
      if (last && from.kind === 'days') position = { ...from, nextDay: nextDayAfter(days, readFrom), finished: false };
      yield { items, readFrom, position: last && from.kind === 'days' ? position : null, last: false };
    }
  }
  yield { items: [], readFrom: null, position, last: true };
}

/** The parents are read in the child's name, and no longer than the child is. */
async function* childFeed(
  stream: StreamSpec,
  parent: StreamSpec,
  from: Position,
  context: FeedContext,
): AsyncGenerator<FeedPage> {
  const stop = new AbortController();
  const signal = context.signal === undefined ? stop.signal : AbortSignal.any([context.signal, stop.signal]);
  // a child that visits all parents does so whatever the start date says: an old parent can have new children
  const start = startOf(parent, undefined, context.catalog);
  const followed = from.kind === 'parents' ? (start.kind === 'parents' ? from : from.parents) : start;
  const parents = openFeed(parent, followed, { ...context, always: [], signal });
  try {
    yield* readChildren(stream, from, { ...context, signal }, parents);
  } finally {
    stop.abort();
  }
}

/**
 * Reads a stream from a position to its present end, whatever the catalog says about how.
 * @throws ServiceTitanError; pages that were handed on before stay valid, and so do their positions
 */
export function openFeed(stream: StreamSpec, from: Position, context: FeedContext): AsyncGenerator<FeedPage> {
  const parent = context.catalog.parentOf(stream);
  if (parent !== undefined) return childFeed(stream, parent, from, context);
  if (stream.window !== undefined) return windowsFeed(stream, from, context);
  return from.kind === 'export' ? exportFeed(stream, from, context) : rowsFeed(stream, from, context);
}
