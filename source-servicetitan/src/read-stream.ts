import type { StreamEvent } from 'airbyte-runtime';
import { openFeed, type FeedContext, type Position } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import { recordEvents } from './record-events';
import { toState } from './state';

export interface StreamRead extends FeedContext {
  readonly stream: StreamSpec;
  /** where to begin; a full refresh begins at the start whatever the state says */
  readonly from: Position;
  readonly mode: 'full_refresh' | 'incremental';
}

/**
 * Reads one stream from its position to its end: records page by page, and the states that they lead to. An incremental
 * read leaves a state wherever a later read can go on; a full refresh leaves one at its end, because a destination
 * without refreshes takes a state as the sign that the stream is whole.
 */
export async function* readStream({ stream, from, mode, ...context }: StreamRead): AsyncGenerator<StreamEvent> {
  for await (const { items, total, position, last } of openFeed(stream, from, context)) {
    if (total !== undefined) yield { type: 'estimate', rows: total };
    // a page without rows is a sign of life of a stream that has few
    if (items.length > 0 || position === null) yield* recordEvents(items);
    if (position !== null && (last || mode === 'incremental')) yield { type: 'state', state: toState(position, last) };
  }
}
