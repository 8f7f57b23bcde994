import type { StreamEvent } from 'airbyte-runtime';
import { readExport, readList, type ServiceTitanClient } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import { collectionOf } from './collection';
import { nextLowerBound } from './overlap';
import { toState, type Position } from './position';
import { toRecord } from './record';

export interface StreamRead {
  readonly client: ServiceTitanClient;
  readonly stream: StreamSpec;
  /** where to begin; a full refresh begins at the start whatever the state says */
  readonly from: Position;
  readonly mode: 'full_refresh' | 'incremental';
  /** the number that every record carries as `tenantId`, as JSON text */
  readonly tenantId: string;
  readonly includeRecentChanges: boolean;
}

/**
 * Reads an export feed. An incremental read leaves a state after every batch, because the feed can be entered again at
 * its `continueFrom`; a full refresh leaves one at its end, because a destination without refreshes takes a state as
 * the sign that the stream is whole.
 */
async function* readExportFeed(read: StreamRead, from: Position & { feed: 'export' }): AsyncGenerator<StreamEvent> {
  const { client, stream } = read;
  let position = from;
  let complete = false;
  for await (const batch of readExport(client, {
    ...collectionOf(stream),
    from: from.continueFrom ?? from.seededFrom,
    stored: from.continueFrom !== null,
    includeRecentChanges: read.includeRecentChanges,
  })) {
    yield { type: 'records', raw: batch.items.map((item) => toRecord(item, read.tenantId)) };
    position = { ...position, continueFrom: batch.continueFrom };
    complete = batch.last;
    if (read.mode === 'incremental') yield { type: 'state', state: toState(position, complete) };
  }
  if (read.mode === 'full_refresh') yield { type: 'state', state: toState(position, true) };
}

/**
 * Reads a list. Its pages shift while data changes, so no page is a place to resume from: one state, at the end. The
 * read is bounded below only: an upper bound would make rows edited meanwhile leave the window and hide their
 * neighbours.
 */
async function* readListPages(read: StreamRead, from: Position & { feed: 'list' }): AsyncGenerator<StreamEvent> {
  const { client, stream } = read;
  const bound = from.modifiedOnOrAfter;
  let next = bound;
  for await (const page of readList(client, {
    ...collectionOf(stream),
    pageSize: stream.pageSize,
    sort: stream.sort,
    modifiedOnOrAfter:
      bound === null || stream.modifiedFilter === undefined
        ? undefined
        : { parameter: stream.modifiedFilter, value: bound },
  })) {
    yield { type: 'records', raw: page.items.map((item) => toRecord(item, read.tenantId)) };
    next = nextLowerBound(page.readFrom, bound);
  }
  yield { type: 'state', state: toState({ feed: 'list', modifiedOnOrAfter: next }, true) };
}

/** Reads one stream from its position to its end: records page by page, and the states that they lead to. */
export function readStream(read: StreamRead): AsyncGenerator<StreamEvent> {
  return read.from.feed === 'export' ? readExportFeed(read, read.from) : readListPages(read, read.from);
}
