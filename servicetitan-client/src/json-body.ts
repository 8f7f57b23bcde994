import { BadBodyError } from './errors';
import type { HttpResponse } from './transport';

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The JSON of a body, as text and parsed: the text is what is cut up and handed on, the value is only looked at.
 * @throws BadBodyError for anything that is not one whole JSON value
 */
export function readJson(response: HttpResponse): { readonly text: string; readonly value: unknown } {
  const text = response.body.startsWith('\uFEFF') ? response.body.slice(1) : response.body;
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    // The parser's own words quote the text, which can be a customer's.
    throw new BadBodyError(`a body of ${text.length} characters that is not JSON, or only a part of it`);
  }
}

/** JSON text on one line. Line breaks inside of strings are escaped in JSON, so these only stand between tokens. */
export function onOneLine(text: string): string {
  return text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]+/g, '') : text;
}
