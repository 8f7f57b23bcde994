import { operatorError, type JsonObject } from 'airbyte-runtime';
import type { StreamSpec } from 'servicetitan-specs';

/**
 * Where the next incremental read of a stream begins. It is the `stream_state` that Airbyte keeps, plus `complete`,
 * which says that the sync that wrote it read the stream to its end.
 */
export type Position =
  /** an export feed: the token to go on from and the start date it was seeded with */
  | { readonly feed: 'export'; readonly continueFrom: string | null; readonly seededFrom: string | null }
  /** a list: the inclusive lower bound of the modified filter, an ISO-8601 instant in UTC */
  | { readonly feed: 'list'; readonly modifiedOnOrAfter: string | null };

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

function unreadable(stream: StreamSpec, why: string): Error {
  return operatorError({
    failureType: 'config',
    message:
      `The saved state of stream ${stream.name} cannot be used: ${why}. ` +
      `Refresh the stream in Airbyte (or delete its state) so that it is read from the start.`,
    info: { stream: stream.name },
  });
}

function text(stream: StreamSpec, state: JsonObject, key: string): string | null {
  const value = state[key];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value === '') throw unreadable(stream, `"${key}" is not text`);
  return value;
}

/** The start of a stream without state: all history, or the configured start date. */
export function startOf(stream: StreamSpec, startDate: string | undefined): Position {
  const from = startDate ?? null;
  return stream.feed === 'export'
    ? { feed: 'export', continueFrom: null, seededFrom: from }
    : { feed: 'list', modifiedOnOrAfter: from === null || from.includes('T') ? from : `${from}T00:00:00Z` };
}

/**
 * Reads the state of an earlier sync. A state without a position (the stream was not there then) starts at the start.
 * @throws a config error when the state was written for another kind of feed or by another connector
 */
export function parsePosition(
  stream: StreamSpec,
  state: JsonObject | undefined,
  startDate: string | undefined,
): Position {
  const start = startOf(stream, startDate);
  const members = Object.keys(state ?? {}).filter((key) => key !== 'complete');
  if (state === undefined || members.length === 0) return start;
  if (start.feed === 'export') {
    const continueFrom = text(stream, state, 'continueFrom');
    if (continueFrom === null) throw unreadable(stream, 'it has no "continueFrom"');
    return { feed: 'export', continueFrom, seededFrom: text(stream, state, 'seededFrom') };
  }
  const modifiedOnOrAfter = text(stream, state, 'modifiedOnOrAfter');
  if (modifiedOnOrAfter === null) throw unreadable(stream, 'it has no "modifiedOnOrAfter"');
  if (!instant.test(modifiedOnOrAfter)) throw unreadable(stream, '"modifiedOnOrAfter" is not a UTC time');
  return { feed: 'list', modifiedOnOrAfter };
}

/** The `stream_state` for a position. `complete` is true only when the stream was read to its end in this sync. */
export function toState(position: Position, complete: boolean): JsonObject {
  if (position.feed === 'list')
    return position.modifiedOnOrAfter === null
      ? { complete }
      : { modifiedOnOrAfter: position.modifiedOnOrAfter, complete };
  return position.continueFrom === null
    ? { complete }
    : { continueFrom: position.continueFrom, seededFrom: position.seededFrom, complete };
}
