import type { InputMessage, StreamStatus } from 'airbyte-runtime';

/** What one stream has sent so far. */
export interface StreamProgress {
  records: number;
  /** records that could not be taken, out of `records` */
  refused: number;
  /** `complete` of the last state that has one; undefined when the stream's states have none */
  saidComplete: boolean | undefined;
  status: StreamStatus | undefined;
  last: 'nothing' | 'record' | 'state';
  /** the last state was null or empty: what a stream without states, or one that is cleared, ends with */
  emptyState: boolean;
}

export function newProgress(): StreamProgress {
  return { records: 0, refused: 0, saidComplete: undefined, status: undefined, last: 'nothing', emptyState: false };
}

/** Takes note of a state that covers the stream. */
export function noteState(progress: StreamProgress, state: Extract<InputMessage, { type: 'STATE' }>): void {
  progress.last = 'state';
  progress.emptyState = state.state === null || Object.keys(state.state).length === 0;
  if (!state.global && typeof state.state?.complete === 'boolean') progress.saidComplete = state.state.complete;
}

/**
 * Whether the stream was read to its end. A source that says so in its states is believed. Otherwise a COMPLETE status
 * counts, and without one that a state came last: the platform forwards nothing else that tells a finished source from a
 * dead one, and sends an empty state itself for a stream without states when the source ended well.
 * @param cut the input ended in the middle of a line: the source was killed, and whose line it was is not known
 */
export function isFinished(progress: StreamProgress, cut: boolean): boolean {
  if (progress.saidComplete !== undefined) return progress.saidComplete && progress.last === 'state';
  if (progress.status === 'COMPLETE') return true;
  if (progress.status === 'INCOMPLETE') return false;
  return progress.last === 'state' && !cut;
}

/** Nothing at all came for the stream. */
export function isSilent({ last, status }: StreamProgress): boolean {
  return last === 'nothing' && status === undefined;
}

/** A truncating stream that ended without a record and without its source saying that this is all there is. */
export function isCleared(progress: StreamProgress, truncating: boolean, cut: boolean): boolean {
  return (
    truncating &&
    progress.records === 0 &&
    progress.emptyState &&
    progress.saidComplete === undefined &&
    isFinished(progress, cut)
  );
}
