import { BadBodyError } from './errors';
import type { HttpResponse } from './transport';

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members that are there. */
export function pick(value: Readonly<Record<string, unknown>>, members: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const member of members) if (member in value) picked[member] = value[member];
  return picked;
}

/**
 * @param text a whole body, or a part of one that is JSON by itself
 * @param length of the whole body, for the message
 * @throws BadBodyError for anything that is not one whole JSON value
 */
export function parseJson(text: string, length: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own words quote the text, which can be a customer's.
    throw new BadBodyError(`a body of ${length} characters that is not JSON, or only a part of it`);
  }
}

/**
 * The JSON of a body, as text and parsed: the text is what is cut up and handed on, the value is only looked at.
 * @throws BadBodyError for anything that is not one whole JSON value
 */
export function readJson(response: HttpResponse): { readonly text: string; readonly value: unknown } {
  const text = response.body.startsWith('\uFEFF') ? response.body.slice(1) : response.body;
  return { text, value: parseJson(text, text.length) };
}

export const hasLineBreaks = (text: string): boolean => text.includes('\n') || text.includes('\r');

/** Line breaks inside of strings are escaped in JSON, so those that are there only stand between tokens. */
export const withoutLineBreaks = (text: string): string => text.replace(/[\r\n]+/g, '');

/** JSON text on one line. */
export function onOneLine(text: string): string {
  return hasLineBreaks(text) ? withoutLineBreaks(text) : text;
}
