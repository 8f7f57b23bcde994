/*
 * Where things are in a JSON text that JSON.parse has accepted. Nothing here checks the text again: the loops rely on
 * strings that end and brackets that match, and only look at the characters that can change where they are. Strings are
 * most of a page, and indexOf crosses them at a multiple of the speed of a loop.
 */

const quoteMark = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
/** `[` and `{`, `]` and `}` differ in this bit; it turns no other character outside of strings into one of them. */
const braceBit = 0x20;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function skipBlanks(text: string, at: number): number {
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** @param at position of the opening quote @returns position of the closing one: the first with an even run of backslashes before it */
function closingQuote(text: string, at: number): number {
  for (;;) {
    at = text.indexOf('"', at + 1);
    let before = at - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}

/** @param at position of a `{` or `[` @returns position behind the bracket that closes it */
function endOfNested(text: string, at: number): number {
  let depth = 0;
  for (; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quoteMark) at = closingQuote(text, at);
    else if (code >= openBracket) {
      const bracket = code | braceBit;
      if (bracket === openBrace) depth += 1;
      else if (bracket === closeBrace) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
  }
}

/** @param at position of the first character of a value @returns position behind its last one */
function endOfValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === quoteMark) return closingQuote(text, at) + 1;
  if ((first | braceBit) === openBrace) return endOfNested(text, at);
  for (; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma || code === closeBrace || code === closeBracket || isBlank(code)) return at;
  }
}

/**
 * Goes through the members of an object.
 * @param onMatch is given the position of each value whose member has the name, and returns the position behind it
 */
function eachMember(text: string, name: string, onMatch: (at: number) => number): void {
  let at = skipBlanks(text, skipBlanks(text, 0) + 1);
  while (text.charCodeAt(at) !== closeBrace) {
    const end = closingQuote(text, at);
    const rawName = text.slice(at + 1, end);
    const matches = rawName.includes('\\') ? JSON.parse(`"${rawName}"`) === name : rawName === name;
    const colon = skipBlanks(text, end + 1);
    const value = skipBlanks(text, colon + 1);
    at = skipBlanks(text, matches ? onMatch(value) : endOfValue(text, value));
    if (text.charCodeAt(at) === comma) at = skipBlanks(text, at + 1);
  }
}

/**
 * The exact text of the value of an object's member; null when there is none. Of several members with the same name the
 * last one counts, as in JSON.parse.
 * @param text of the object
 */
export function memberText(text: string, name: string): string | null {
  let found: string | null = null;
  eachMember(text, name, (at) => {
    const end = endOfValue(text, at);
    found = text.slice(at, end);
    return end;
  });
  return found;
}

/**
 * The exact texts of the elements of an object's member that is an array of objects.
 * @param text of the object
 */
export function elementTexts(text: string, name: string): string[] {
  let elements: string[] = [];
  eachMember(text, name, (array) => {
    elements = [];
    if (text.charCodeAt(array) + braceBit !== openBrace) return endOfValue(text, array);
    let at = skipBlanks(text, array + 1);
    while (text.charCodeAt(at) !== closeBracket) {
      const end = endOfValue(text, at);
      elements.push(text.slice(at, end));
      at = skipBlanks(text, end);
      if (text.charCodeAt(at) === comma) at = skipBlanks(text, at + 1);
    }
    return at + 1;
  });
  return elements;
}
