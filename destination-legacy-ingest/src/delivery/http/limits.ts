/** How long and how often an upload is tried. */
export interface Patience {
  /** longest silence: no byte taken, no byte of the answer */
  readonly silenceMs: number;
  /** tries of one file, the first among them */
  readonly tries: number;
  /** before the second try; doubled for each further one */
  readonly firstWaitMs: number;
  /** A server that asks for a longer wait (Retry-After) gets the file with the next sync. */
  readonly longestWaitMs: number;
}

/** A receiver may load a whole file before it answers. Five tries within a quarter of an hour, then the platform tries again. */
export const patience: Patience = { silenceMs: 300_000, tries: 5, firstWaitMs: 2_000, longestWaitMs: 300_000 };

/** Of an answer this much is read at most, and this much of its text is quoted. */
export const answerBytes = 64 * 1024;
export const quotedCharacters = 300;
