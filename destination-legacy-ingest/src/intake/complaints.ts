import type { InvalidInput, Logger, StreamKey } from 'airbyte-runtime';

import { quotedComplaints } from '../settings';

/** Counts what could not be used and quotes the first of each kind in the log. */
export interface Complaints {
  invalid(input: InvalidInput): void;
  missingKey(stream: StreamKey): void;
  unknownStream(stream: StreamKey): void;
  /** One line per kind that occurred more often than it was quoted. */
  sumUp(): void;
}

export function createComplaints(log: Logger): Complaints {
  const counts = new Map<string, number>();

  function complain(kind: string, message: string): void {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= quotedComplaints) log.warn(message);
  }

  return {
    invalid({ code, reason, lineNumber, excerpt }) {
      complain(
        `unusable lines (${code})`,
        `Line ${lineNumber} of the input cannot be used: ${reason} It begins: ${excerpt}`,
      );
    },
    missingKey({ name }) {
      complain(
        `records of stream ${name} without a primary key`,
        `A record of stream ${name} has no primary key and is rejected.`,
      );
    },
    unknownStream({ name }) {
      complain(
        `records of stream ${name}`,
        `A record of stream ${name} came, which is not in the configured catalog; it is rejected.`,
      );
    },
    sumUp() {
      for (const [kind, count] of counts) if (count > quotedComplaints) log.warn(`${count} ${kind} in all.`);
    },
  };
}
