import { streamStatusTrace } from '../protocol/constructors';
import { streamId, type StreamKey, type TraceMessage } from '../protocol/messages';

/** Where each stream of a sync stands. Its functions return the traces that say so; nobody else makes any. */
export interface StreamStatuses {
  started(stream: StreamKey): TraceMessage;
  /** The stream goes on: RUNNING the first time and after a wait, else nothing. */
  reading(stream: StreamKey): TraceMessage[];
  /** RUNNING with a reason; nothing for a stream that is not being read, or when it was said for the same time before. */
  rateLimited(stream: StreamKey, untilEpochMs: number): TraceMessage[];
  ended(stream: StreamKey, status: 'COMPLETE' | 'INCOMPLETE'): TraceMessage;
  /** the streams that have started and not ended */
  open(): StreamKey[];
}

interface Open {
  readonly stream: StreamKey;
  running: boolean;
  waitsUntil?: number;
}

export function createStatuses(now: () => number): StreamStatuses {
  const open = new Map<string, Open>();

  return {
    started(stream) {
      open.set(streamId(stream), { stream, running: false });
      return streamStatusTrace(stream, 'STARTED', now());
    },
    reading(stream) {
      const current = open.get(streamId(stream));
      if (current === undefined || (current.running && current.waitsUntil === undefined)) return [];
      current.running = true;
      delete current.waitsUntil;
      return [streamStatusTrace(stream, 'RUNNING', now())];
    },
    rateLimited(stream, untilEpochMs) {
      const current = open.get(streamId(stream));
      const until = Math.round(untilEpochMs);
      if (current === undefined || current.waitsUntil === until) return [];
      current.waitsUntil = until;
      return [streamStatusTrace(stream, 'RUNNING', now(), until)];
    },
    ended(stream, status) {
      open.delete(streamId(stream));
      return streamStatusTrace(stream, status, now());
    },
    open: () => [...open.values()].map(({ stream }) => stream),
  };
}
