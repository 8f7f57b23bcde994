/*
 * Finds members in JSON text without parsing it, so that what is copied or replaced keeps every digit and space. The
 * text has been through JSON.parse before: it is valid, and these functions rely on that.
 */

export interface Span {
  readonly start: number;
  /** after the last character */
  readonly end: number;
}

const space = /[ \t\n\r]*/y;
const scalar = /[^,}\] \t\n\r]+/y;
const structure = /["{}[\]]/g;

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.exec(text);
  return pattern.lastIndex;
}

/** A string may be megabytes long, which is too much for the backtracking of a pattern. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function endOfNested(text: string, from: number): number {
  let depth = 0;
  structure.lastIndex = from;
  for (let match = structure.exec(text); match !== null; match = structure.exec(text)) {
    const [character] = match;
    if (character === '"') structure.lastIndex = endOfString(text, match.index);
    else depth += character === '{' || character === '[' ? 1 : -1;
    if (depth === 0) return structure.lastIndex;
  }
  return text.length;
}

function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  if (first === '{' || first === '[') return endOfNested(text, from);
  return endOf(scalar, text, from);
}

/**
 * Where the value of a member stands in the object that begins at `objectStart`; undefined when there is none. Of a
 * member that is there twice the last counts, as in JSON.parse.
 */
export function findMember(text: string, objectStart: number, name: string): Span | undefined {
  let found: Span | undefined;
  let at = endOf(space, text, objectStart + 1);
  while (text[at] === '"') {
    const keyEnd = endOfString(text, at);
    const key = text.slice(at, keyEnd);
    const colon = endOf(space, text, keyEnd);
    const start = endOf(space, text, colon + 1);
    const end = endOfValue(text, start);
    if (key === `"${name}"` || (key.includes('\\') && JSON.parse(key) === name)) found = { start, end };
    const comma = endOf(space, text, end);
    if (text[comma] !== ',') break;
    at = endOf(space, text, comma + 1);
  }
  return found;
}

/** The object that a line of JSON consists of. */
export function objectStart(line: string): number {
  return endOf(space, line, 0);
}
