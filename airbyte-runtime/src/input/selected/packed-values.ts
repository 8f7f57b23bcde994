import type { JsonValue } from '../../json';

import type { Spans } from './members';
import { none } from './scan';

const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
const nine = 0x39;
const firstBytes = 1 << 16;

/** The longest that stands for a value beside its own bytes: `,null`. */
const mostAround = 5;

/** The values of records, each record as the text of a JSON array, behind each other in one buffer. */
export interface PackedValues {
  begin(block: Buffer): void;
  /** Adds a record, null where there is no value, and says where its values came to stand. */
  add(spans: Spans, placed: Spans): void;
  /** where the next record begins */
  used(): number;
  /** What was added, in a buffer of its own. */
  take(): Buffer;
}

export function createPackedValues(): PackedValues {
  let bytes: Buffer = Buffer.alloc(0);
  let out = Buffer.allocUnsafeSlow(firstBytes);
  let used = 0;

  function makeRoom({ starts, ends }: Spans): void {
    let most = used + 1;
    for (let slot = 0; slot < starts.length; slot += 1)
      most += mostAround + (ends[slot] as number) - (starts[slot] as number);
    if (most <= out.length) return;
    const larger = Buffer.allocUnsafeSlow(most * 2);
    out.copy(larger, 0, 0, used);
    out = larger;
  }

  return {
    begin(block) {
      bytes = block;
    },
    add(spans, placed) {
      const { starts, ends } = spans;
      makeRoom(spans);
      let to = used;
      // copied byte by byte: most values are shorter than a call is long
      for (let slot = 0; slot < starts.length; slot += 1) {
        out[to] = slot === 0 ? 0x5b : 0x2c;
        to += 1;
        placed.starts[slot] = to;
        const end = ends[slot] as number;
        for (let at = starts[slot] as number; at < end; at += 1) {
          out[to] = bytes[at] as number;
          to += 1;
        }
        if (end === none) to += out.write('null', to, 'latin1');
        placed.ends[slot] = to;
      }
      if (starts.length === 0) to += out.write('[', to, 'latin1');
      out[to] = 0x5d;
      used = to + 1;
    },
    used: () => used,
    take() {
      const taken = out.subarray(0, used);
      out = Buffer.allocUnsafeSlow(Math.max(firstBytes, out.length));
      used = 0;
      return taken;
    },
  };
}

/** One value of JSON text, parsed. */
export function parseValue(bytes: Buffer, start: number, end: number): JsonValue {
  let whole = 0;
  let isWhole = true;
  let hasEscape = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= zero && byte <= nine) whole = whole * 10 + byte - zero;
    else isWhole = false;
    if (byte === backslash) hasEscape = true;
  }
  if (isWhole) return whole;
  if (bytes[start] === quote && !hasEscape) return bytes.toString('utf8', start + 1, end - 1);
  return JSON.parse(bytes.toString('utf8', start, end)) as JsonValue;
}
