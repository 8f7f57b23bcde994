/*
 * Where things are in a JSON text. Nothing here checks the text, that is left to JSON.parse: the loops only look at the
 * characters that can change where they are, are right where the text is JSON, and come to an end where it is not.
 * Strings are most of a page, and indexOf crosses them at a multiple of the speed of a loop.
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
    if (at === -1) return text.length;
    let before = at - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}

/** @param at position of a `{` or `[` @returns position behind the bracket that closes it */
function endOfNested(text: string, at: number): number {
  let depth = 0;
  for (; at < text.length; at += 1) {
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
  return text.length;
}

/** @param at position of the first character of a value @returns position behind its last one */
function endOfValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === quoteMark) return closingQuote(text, at) + 1;
  if ((first | braceBit) === openBrace) return endOfNested(text, at);
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma || code === closeBrace || code === closeBracket || isBlank(code)) return at;
  }
  return text.length;
}

/** The name that an escaped one stands for; null when it is none. */
function unescaped(rawName: string): unknown {
  try {
    return JSON.parse(`"${rawName}"`);
  } catch {
    return null;
  }
}

/**
 * Goes through the members of an object.
 * @param onMatch is given the position of each value whose member has the name, and returns the position behind it
 */
function eachMember(text: string, name: string, onMatch: (at: number) => number): void {
  let at = skipBlanks(text, skipBlanks(text, 0) + 1);
  while (at < text.length && text.charCodeAt(at) !== closeBrace) {
    const end = closingQuote(text, at);
    const rawName = text.slice(at + 1, end);
    const matches = rawName.includes('\\') ? unescaped(rawName) === name : rawName === name;
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
 * Goes through the elements of an array.
 * @param array position of its `[`
 * @returns position behind its `]`; null where something stands between the elements that does not belong there
 */
function eachElement(text: string, array: number, onElement: (start: number, end: number) => void): number | null {
  let at = skipBlanks(text, array + 1);
  if (text.charCodeAt(at) === closeBracket) return at + 1;
  for (;;) {
    const end = endOfValue(text, at);
    if (end === at) return null;
    onElement(at, end);
    at = skipBlanks(text, end);
    const code = text.charCodeAt(at);
    if (code === closeBracket) return at + 1;
    if (code !== comma) return null;
    at = skipBlanks(text, at + 1);
  }
}

/**
 * The exact texts of the elements of an object's member that is an array.
 * @param text of the object, which JSON.parse has accepted
 */
export function elementTexts(text: string, name: string): string[] {
  let elements: string[] = [];
  eachMember(text, name, (at) => {
    elements = [];
    if (text.charCodeAt(at) !== openBracket) return endOfValue(text, at);
    return eachElement(text, at, (start, end) => elements.push(text.slice(start, end))) ?? text.length;
  });
  return elements;
}

/** A part of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An object's text apart from the elements of its member that is an array. */
export interface Hollowed {
  /** the text around each array of the name: an object with `[]` for each when it is joined by that */
  readonly around: readonly Span[];
  /** the elements of each array of the name; only the last one counts, as in JSON.parse */
  readonly arrays: readonly (readonly Span[])[];
}

/**
 * Takes the elements of an array out of a text that nobody has looked at. The text is JSON when what is around them,
 * with an empty array in their place, is JSON and each element is: where JSON.parse accepts an empty array, there is a
 * place for any array, and this one holds nothing but these elements, commas and blanks.
 * @returns null when something else stands between the elements: the text is not JSON
 */
export function hollowOut(text: string, name: string): Hollowed | null {
  const around: Span[] = [];
  const arrays: Span[][] = [];
  let from = 0;
  let brokenArrays = 0;
  eachMember(text, name, (at) => {
    if (text.charCodeAt(at) !== openBracket) return endOfValue(text, at);
    const elements: Span[] = [];
    const behind = eachElement(text, at, (start, end) => elements.push({ start, end }));
    if (behind === null) brokenArrays += 1;
    around.push({ start: from, end: at });
    arrays.push(elements);
    from = behind ?? text.length;
    return from;
  });
  return brokenArrays > 0 ? null : { around: [...around, { start: from, end: text.length }], arrays };
}
