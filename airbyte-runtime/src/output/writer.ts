/** Lines are collected up to this many bytes before they are written: one write per line costs four times the CPU. */
const batchSize = 64 * 1024;

/** Bytes that a UTF-16 code unit takes at most in UTF-8. */
const maxBytesPerUnit = 3;

const lineFeed = 0x0a;

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
  /**
   * Adds one line; the text must hold no line feed.
   * @param encoding `latin1` for UTF-8 with a character for every byte
   */
  line(text: string, encoding?: 'utf8' | 'latin1'): void;
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
  const batch = Buffer.allocUnsafe(batchSize);
  let filled = 0;

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
    const size = filled;
    filled = 0;
    // in this order: a flush from within a failing write finds nothing that would be written twice
    if (size > 0) writeAll(batch.subarray(0, size));
  }

  return {
    line(text, encoding = 'utf8') {
      const atMost = text.length * (encoding === 'utf8' ? maxBytesPerUnit : 1) + 1;
      if (atMost > batchSize - filled) flush();
      if (atMost > batchSize) {
        writeAll(Buffer.from(`${text}\n`, encoding));
        return;
      }
      filled += batch.write(text, filled, encoding);
      batch[filled] = lineFeed;
      filled += 1;
    },
    flush,
  };
}
