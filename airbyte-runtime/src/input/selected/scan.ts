/*
 * A strict reader of JSON (RFC 8259) over the UTF-8 bytes of a line, which finds where values end and makes nothing of
 * them. It takes what JSON.parse takes, and no more; where it would have to think (see `plain`) it says so. The bytes are
 * known to be UTF-8, and a line feed ends the line, which no value holds: nothing reads beyond it.
 */

/** What scanning functions return for bytes that are not JSON, or nested deeper than they go. */
export const none = -1;

/** Nesting that is followed; deeper text is left to JSON.parse. */
export const deepest = 60;

/** Digits and signs of a number that a double certainly holds as it is written. */
const plainLength = 15;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
const space = 0x20;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;

/** 1 for every byte that ends a run of ordinary characters of a string: quote, backslash and controls. */
const endsRun = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < space || byte === quote || byte === backslash ? 1 : 0,
);
const escapes = new Set([...'"\\/bfnrt'].map((sign) => sign.charCodeAt(0)));

const isDigit = (byte: number): boolean => byte >= zero && byte <= nine;
const isHex = (byte: number): boolean => isDigit(byte) || ((byte | space) >= 0x61 && (byte | space) <= 0x66);

export interface Scanner {
  /** Takes another block of lines; it ends with a line feed. */
  begin(block: Buffer): void;
  /** The place after white space; `at` itself when there is none. */
  spaces(at: number): number;
  /** @param at after the opening quote @returns the place after the closing one */
  string(at: number): number;
  value(at: number, depth: number): number;
  /** Whether every number since the last call reads the same as a double: few digits, no exponent, no negative zero. */
  plain(): boolean;
}

export function createScanner(): Scanner {
  let bytes: Buffer = Buffer.alloc(0);
  let words: DataView = new DataView(new ArrayBuffer(0));
  let lastWord = 0;
  let isPlain = true;

  const byteAt = (at: number): number => bytes[at] as number;

  function spaces(at: number): number {
    let end = at;
    while (byteAt(end) === space || byteAt(end) === 0x09 || byteAt(end) === 0x0d) end += 1;
    return end;
  }

  function escape(at: number): number {
    const sign = byteAt(at + 1);
    if (escapes.has(sign)) return at + 2;
    if (sign !== 0x75) return none;
    for (let digit = at + 2; digit < at + 6; digit += 1) if (!isHex(byteAt(digit))) return none;
    return at + 6;
  }

  function string(at: number): number {
    let end = at;
    for (;;) {
      // four bytes at a time while none of them can end the run; a false alarm costs a look at each
      for (; end <= lastWord; end += 4) {
        const word = words.getInt32(end, true);
        const quotes = word ^ 0x22222222;
        const slashes = word ^ 0x5c5c5c5c;
        const ends =
          ((word - 0x20202020) & ~word) | ((quotes - 0x01010101) & ~quotes) | ((slashes - 0x01010101) & ~slashes);
        if ((ends & 0x80808080) !== 0) break;
      }
      while (endsRun[byteAt(end)] === 0) end += 1;
      if (byteAt(end) === quote) return end + 1;
      if (byteAt(end) !== backslash) return none;
      end = escape(end);
      if (end === none) return none;
    }
  }

  function digits(at: number): number {
    let end = at;
    while (isDigit(byteAt(end))) end += 1;
    return end === at ? none : end;
  }

  function number(at: number): number {
    const negative = byteAt(at) === minus;
    let end = negative ? at + 1 : at;
    if (byteAt(end) === zero) {
      if (negative) isPlain = false;
      end += 1;
    } else end = digits(end);
    if (end !== none && byteAt(end) === 0x2e) end = digits(end + 1);
    if (end !== none && (byteAt(end) | space) === 0x65) {
      isPlain = false;
      const sign = byteAt(end + 1);
      end = digits(sign === 0x2b || sign === minus ? end + 2 : end + 1);
    }
    if (end - at > plainLength) isPlain = false;
    return end;
  }

  function word(at: number, text: string): number {
    for (let letter = 0; letter < text.length; letter += 1)
      if (byteAt(at + letter) !== text.charCodeAt(letter)) return none;
    return at + text.length;
  }

  function object(at: number, depth: number): number {
    let end = spaces(at + 1);
    if (byteAt(end) === closeObject) return end + 1;
    for (;;) {
      if (byteAt(end) !== quote) return none;
      end = string(end + 1);
      if (end === none) return none;
      if (byteAt(end) <= space) end = spaces(end);
      if (byteAt(end) !== colon) return none;
      end += 1;
      if (byteAt(end) <= space) end = spaces(end);
      end = value(end, depth - 1);
      if (end === none) return none;
      if (byteAt(end) <= space) end = spaces(end);
      const after = byteAt(end);
      end += 1;
      if (after === closeObject) return end;
      if (after !== comma) return none;
      if (byteAt(end) <= space) end = spaces(end);
    }
  }

  function array(at: number, depth: number): number {
    let end = spaces(at + 1);
    if (byteAt(end) === closeArray) return end + 1;
    for (;;) {
      end = value(end, depth - 1);
      if (end === none) return none;
      if (byteAt(end) <= space) end = spaces(end);
      const after = byteAt(end);
      end += 1;
      if (after === closeArray) return end;
      if (after !== comma) return none;
      if (byteAt(end) <= space) end = spaces(end);
    }
  }

  function value(at: number, depth: number): number {
    const first = byteAt(at);
    if (first === quote) return string(at + 1);
    if (first === 0x6e) return word(at, 'null');
    if (first === openObject) return depth === 0 ? none : object(at, depth);
    if (first === openArray) return depth === 0 ? none : array(at, depth);
    if (first === 0x66) return word(at, 'false');
    if (first === 0x74) return word(at, 'true');
    return number(at);
  }

  return {
    begin(block) {
      bytes = block;
      words = new DataView(block.buffer, block.byteOffset, block.length);
      lastWord = block.length - 4;
    },
    spaces,
    string,
    value,
    plain() {
      const was = isPlain;
      isPlain = true;
      return was;
    },
  };
}
