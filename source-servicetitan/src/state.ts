import { isJsonObject, operatorError, type JsonObject } from 'airbyte-runtime';
import { parseInstant, type Position } from 'servicetitan-client';

/*
 * A position as the `stream_state` that Airbyte keeps, plus `complete`, which says that the sync that wrote it read the
 * stream to its end.
 */

const utcInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const day = /^\d{4}-\d{2}-\d{2}$/;

function unreadable(stream: string, why: string): Error {
  return operatorError({
    failureType: 'config',
    message:
      `The saved state of stream ${stream} cannot be used: ${why}. ` +
      `Refresh the stream in Airbyte (or delete its state) so that it is read from the start.`,
    info: { stream },
  });
}

function text(stream: string, state: JsonObject, member: string): string | null {
  const value = state[member];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value === '') throw unreadable(stream, `"${member}" is not text`);
  return value;
}

function required(stream: string, state: JsonObject, member: string): string {
  const value = text(stream, state, member);
  if (value === null) throw unreadable(stream, `it has no "${member}"`);
  return value;
}

function resume(stream: string, start: Position, state: JsonObject, finished: boolean): Position {
  switch (start.kind) {
    case 'export':
      return {
        kind: 'export',
        continueFrom: required(stream, state, 'continueFrom'),
        seededFrom: text(stream, state, 'seededFrom'),
      };
    case 'bound': {
      const from = required(stream, state, start.member);
      if (!utcInstant.test(from) || parseInstant(from) === null)
        throw unreadable(stream, `"${start.member}" is not a UTC time`);
      return { ...start, from };
    }
    case 'days': {
      const nextDay = required(stream, state, 'nextDay');
      if (!day.test(nextDay) || parseInstant(`${nextDay}T00:00:00Z`) === null)
        throw unreadable(stream, '"nextDay" is not a day like 2026-11-03');
      return { ...start, nextDay, finished };
    }
    case 'parents': {
      const { parents } = state;
      if (!isJsonObject(parents)) throw unreadable(stream, 'it has no "parents"');
      return { kind: 'parents', parents: resume(stream, start.parents, parents, finished) };
    }
    case 'whole':
      return start;
  }
}

/** Whether a state names a position; one of a stream that was not there, or is read whole, only says `complete`. */
export function hasPosition(state: JsonObject | undefined): state is JsonObject {
  return state !== undefined && Object.keys(state).some((member) => member !== 'complete');
}

/**
 * Reads the state of an earlier sync. A state without a position starts at the start.
 * @param start where a stream without a state begins
 * @throws a config error when the state was written for another kind of feed or by another connector
 */
export function parsePosition(stream: string, start: Position, state: JsonObject | undefined): Position {
  return hasPosition(state) ? resume(stream, start, state, state.complete === true) : start;
}

function membersOf(position: Position): JsonObject {
  switch (position.kind) {
    case 'export': {
      const { continueFrom, seededFrom } = position;
      return continueFrom === null ? {} : { continueFrom, seededFrom };
    }
    case 'bound':
      return position.from === null ? {} : { [position.member]: position.from };
    case 'days':
      return position.nextDay === null ? {} : { nextDay: position.nextDay };
    case 'parents': {
      const parents = membersOf(position.parents);
      return Object.keys(parents).length === 0 ? {} : { parents };
    }
    case 'whole':
      return {};
  }
}

/** The `stream_state` for a position. `complete` is true only when the stream was read to its end in this sync. */
export function toState(position: Position, complete: boolean): JsonObject {
  return { ...membersOf(position), complete };
}
