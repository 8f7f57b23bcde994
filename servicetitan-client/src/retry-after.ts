import type { HttpResponse } from './transport';

const seconds = /^\d+(\.\d+)?$/;
const httpDate = /^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/;
/** "Rate limit is exceeded. Try again in 21 seconds." (seen live, as the title of a 429) */
const inWords = /try again in (\d+(?:\.\d+)?) seconds?/i;

/** Only the beginning of a body is searched: an error page can be long. */
const searchedCharacters = 4_000;

function fromHeader(value: string | undefined, serverNow: number): number | null {
  const text = value?.trim() ?? '';
  if (seconds.test(text)) return Math.ceil(Number(text) * 1000);
  if (!httpDate.test(text)) return null;
  const until = Date.parse(text);
  return Number.isNaN(until) ? null : Math.max(0, until - serverNow);
}

/**
 * How long the server asks to wait, in milliseconds, or null when it does not say. The header comes as a whole number, a
 * decimal or a date; a date is read by the server's own clock where it tells it. Where header and body both say, both
 * are honoured.
 */
export function retryAfterMs(response: HttpResponse, now: number): number | null {
  const serverNow = Date.parse(response.headers.date ?? '');
  const header = fromHeader(response.headers['retry-after'], Number.isNaN(serverNow) ? now : serverNow);
  const words = inWords.exec(response.body.slice(0, searchedCharacters))?.[1];
  const body = words === undefined ? null : Math.ceil(Number(words) * 1000);
  return header === null ? body : Math.max(header, body ?? 0);
}
