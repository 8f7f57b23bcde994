/** Longer lines are not kept: no record is, and a source that never sends a line feed must not fill the memory. */
export const maxLineBytes = 128 * 1024 * 1024;

/** Of a line that is too long this much is kept to show what it was. */
const headBytes = 1024;

const lineFeed = 0x0a;

export type LineBlock =
  /** whole lines; the last one lacks its line feed when the input ended in it */
  | { readonly kind: 'lines'; readonly bytes: Buffer; readonly terminated: boolean }
  | { readonly kind: 'too_long'; readonly head: Buffer };

/**
 * Cuts a byte stream behind the last line feed of each chunk. Only 0x0A ends a line: U+2028, which readline takes for
 * an end in newer Nodes, and a carriage return occur in customers' notes.
 */
export async function* readLineBlocks(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number = maxLineBytes,
): AsyncGenerator<LineBlock> {
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let skipping = false;

  function carry(bytes: Buffer): void {
    if (bytes.length === 0) return;
    carried.push(bytes);
    carriedBytes += bytes.length;
  }

  function take(bytes: Buffer): Buffer {
    const taken = carried.length === 0 ? bytes : Buffer.concat([...carried, bytes]);
    carried = [];
    carriedBytes = 0;
    return taken;
  }

  for await (const chunk of chunks) {
    let rest = chunk;
    if (skipping) {
      const end = rest.indexOf(lineFeed);
      if (end === -1) continue;
      skipping = false;
      rest = rest.subarray(end + 1);
    }
    const last = rest.lastIndexOf(lineFeed);
    if (last !== -1) yield { kind: 'lines', bytes: take(rest.subarray(0, last + 1)), terminated: true };
    carry(rest.subarray(last + 1));
    if (carriedBytes > maxBytes) {
      yield { kind: 'too_long', head: Buffer.from(take(Buffer.alloc(0)).subarray(0, headBytes)) };
      skipping = true;
    }
  }
  if (carriedBytes > 0) yield { kind: 'lines', bytes: take(Buffer.alloc(0)), terminated: false };
}
