import { deepest, none, type Scanner } from './scan';
import type { Expected, Wanted } from './wanted';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const space = 0x20;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Names beyond this many are looked up each time: objects with made-up names must not fill the memory. */
const mostExpected = 500;

/** Where the wanted values of an object stand. */
export interface Spans {
  /** by slot; none where there is no value */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export interface Members {
  begin(block: Buffer): void;
  /** Forgets the last record. */
  next(): void;
  /**
   * Reads an object. @param at its opening brace
   * @returns the place after it; none when JSON.parse must have a look: no JSON, repeated or escaped names, numbers
   * that lose digits
   */
  read(at: number, wanted: Wanted, spans: Spans): number;
}

export function createMembers(scan: Scanner): Members {
  let bytes: Buffer = Buffer.alloc(0);
  let record = 0;

  const byteAt = (at: number): number => bytes[at] as number;

  function matches(at: number, name: Uint8Array): boolean {
    for (let each = 0; each < name.length; each += 1) if (bytes[at + each] !== name[each]) return false;
    return true;
  }

  /** Learns a name that was not expected here. */
  function meet(at: number, end: number, { order, placeOf, children }: Wanted): number {
    const name = bytes.toString('utf8', at + 1, end - 1);
    const known = placeOf.get(name);
    if (known !== undefined) return known;
    const expected: Expected = { name: Uint8Array.from(bytes.subarray(at, end)), wanted: children.get(name) };
    const place = order.length < mostExpected ? order.length : mostExpected;
    order[place] = expected;
    if (place < mostExpected) placeOf.set(name, place);
    return place;
  }

  function read(at: number, wanted: Wanted, spans: Spans): number {
    const { order } = wanted;
    let end = scan.spaces(at + 1);
    if (byteAt(end) === closeObject) return end + 1;
    for (let place = 0; ; place += 1) {
      if (byteAt(end) !== quote) return none;
      let expected = order[place];
      if (expected !== undefined && matches(end, expected.name)) end += expected.name.length;
      else {
        const name = end;
        end = scan.string(name + 1);
        if (end === none || bytes.subarray(name, end).includes(backslash)) return none;
        place = meet(name, end, wanted);
        expected = order[place];
      }
      if (byteAt(end) <= space) end = scan.spaces(end);
      if (byteAt(end) !== colon) return none;
      end += 1;
      if (byteAt(end) <= space) end = scan.spaces(end);
      end = expected?.wanted === undefined ? scan.value(end, deepest) : member(end, expected.wanted, spans);
      if (end === none) return none;
      if (byteAt(end) <= space) end = scan.spaces(end);
      const after = byteAt(end);
      end += 1;
      if (after === closeObject) return end;
      if (after !== comma) return none;
      if (byteAt(end) <= space) end = scan.spaces(end);
    }
  }

  function member(at: number, wanted: Wanted, spans: Spans): number {
    if (wanted.met === record) return none;
    wanted.met = record;
    if (wanted.read !== undefined) return wanted.read(at);
    if (wanted.slot === undefined) return byteAt(at) === openObject ? read(at, wanted, spans) : scan.value(at, deepest);
    scan.plain();
    const end = scan.value(at, deepest);
    if (!scan.plain()) return none;
    spans.starts[wanted.slot] = at;
    spans.ends[wanted.slot] = end;
    return end;
  }

  return {
    begin(block) {
      bytes = block;
      scan.begin(block);
    },
    next() {
      record += 1;
    },
    read,
  };
}
