/**
 * JSON whose numbers keep every digit. In a tree an exact number is a string that begins with a mark; the mark cannot
 * occur in real data, because the simulator never makes control characters.
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };
export type JsonObject = Record<string, Json | undefined>;

const mark = '\u0001';
const marked = /"\\u0001([^"]+)"/g;
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** The number that this text denotes, in a tree. */
export function exact(digits: string): string {
  return mark + digits;
}

/** JSON text of a tree, with exact numbers as raw numbers. */
export function encode(tree: unknown, indent?: number): string {
  const text = JSON.stringify(tree, null, indent);
  return text.includes('\\u0001') ? text.replace(marked, '$1') : text;
}

/** A tree whose numbers are all exact, so that `encode` gives the same text again. */
export function decode(text: string): unknown {
  return JSON.parse(text.replace(stringOrNumber, (token) => (token.startsWith('"') ? token : `"\\u0001${token}"`)));
}

/** Indented JSON with the same digits. */
export function prettyPrint(text: string): string {
  return encode(decode(text), 2);
}
