export interface Patience {
  /** for a new connection */
  readonly connectMs: number;
  /** longest silence of one operation, and of an upload between two of its blocks */
  readonly operationMs: number;
}

/** A server that is there answers in a second or two, also from the other end of the world; its disk may be busy. */
export const patience: Patience = { connectMs: 30_000, operationMs: 60_000 };

/** Keeps firewalls from forgetting the connection; three answers missing and it counts as lost. */
export const keepaliveMs = 10_000;
export const keepalivesMissed = 3;

/** A connection that was not used for longer is made anew: while records come in and are rendered nobody looks after it. */
export const idleMs = 15_000;

/** A manifest has some kilobytes; what is larger is somebody else's file. */
export const manifestBytes = 16 * 1024 * 1024;
