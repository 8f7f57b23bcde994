/*
 * Where things are in a JSON text that JSON.parse has accepted. Nothing here checks the text again: the loops rely on
 * strings that end and brackets that match, and only look at the characters that can change where they are.
 */

const quoteMark = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function skipBlanks(text: string, at: number): number {
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** @param at position of the opening quote @returns position behind the closing one */
function endOfString(text: string, at: number): number {
  for (at += 1; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quoteMark) return at + 1;
    if (code === backslash) at += 1;
  }
}

/** @param at position of a `{` or `[` @returns position behind the bracket that closes it */
function endOfNested(text: string, at: number): number {
  let depth = 0;
  for (; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quoteMark) at = endOfString(text, at) - 1;
    else if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
}

/** @param at position of the first character of a value @returns position behind its last one */
function endOfValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === quoteMark) return endOfString(text, at);
  if (first === openBrace || first === openBracket) return endOfNested(text, at);
  for (; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma || code === closeBrace || code === closeBracket || isBlank(code) || Number.isNaN(code))
      return at;
  }
}

/**
 * The exact text of the value of a top-level member of an object; null when there is none. Of several members of the
 * same name the last one counts, as in JSON.parse.
 */
export function memberText(text: string, name: string): string | null {
  let found: string | null = null;
  let at = skipBlanks(text, skipBlanks(text, 0) + 1);
  while (text.charCodeAt(at) !== closeBrace) {
    const endOfName = endOfString(text, at);
    const rawName = text.slice(at + 1, endOfName - 1);
    const matches = rawName.includes('\\') ? JSON.parse(text.slice(at, endOfName)) === name : rawName === name;
    at = skipBlanks(text, endOfName); // the colon
    at = skipBlanks(text, at + 1);
    const end = endOfValue(text, at);
    if (matches) found = text.slice(at, end);
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) === comma) at = skipBlanks(text, at + 1);
  }
  return found;
}

/** The exact text of every element of an array. */
export function elementTexts(text: string): string[] {
  const elements: string[] = [];
  let at = skipBlanks(text, 1);
  while (text.charCodeAt(at) !== closeBracket) {
    const end = endOfValue(text, at);
    elements.push(text.slice(at, end));
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) === comma) at = skipBlanks(text, at + 1);
  }
  return elements;
}
