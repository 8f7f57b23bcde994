/** Text is collected up to this many characters before it is written: one write per line costs four times the CPU. */
const batchSize = 64 * 1024;

/** How long to wait before a full non-blocking pipe is tried again, in milliseconds. */
const retryMs = 1;

export interface WriterPorts {
  /** As fs.writeSync: returns how many bytes went out, throws an error with `code` EAGAIN or EPIPE. */
  write(bytes: Buffer): number;
  /** Blocks the thread. */
  pause(ms: number): void;
  /** The reader went away. Nobody is left to be told, so it does not return. */
  closed(): never;
}

export interface LineWriter {
  /** Adds one line; the text must hold no line feed. */
  line(text: string): void;
  flush(): void;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
 * Writes lines in batches and synchronously: a full pipe stops the connector until its reader has caught up, which is
 * all the backpressure there is to have, and nothing that was written is lost when the process ends right afterwards.
 */
export function createWriter(ports: WriterPorts): LineWriter {
  let pending = '';

  function writeAll(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(ports.write(rest));
      } catch (error) {
        if (codeOf(error) === 'EPIPE') ports.closed();
        if (codeOf(error) !== 'EAGAIN') throw error;
        ports.pause(retryMs);
      }
    }
  }

  function flush(): void {
    if (pending === '') return;
    const bytes = Buffer.from(pending);
    pending = '';
    writeAll(bytes);
  }

  return {
    line(text) {
      pending += text + '\n';
      if (pending.length >= batchSize) flush();
    },
    flush,
  };
}
