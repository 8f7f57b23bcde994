import { daysFromCivil, digitsAt, isCalendarDate, isoFromDays } from './calendar';
import { UNREADABLE, type Unreadable } from './unreadable';

const DASH = 45;

/**
 * A date that the API sends as midnight Z and means as a calendar date: its first ten characters, whatever zone or time
 * follows them, so that no time zone can move an invoice to another day.
 */
export function readBusinessDate(text: string): string | Unreadable {
  if (text.length < 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return UNREADABLE;
  const next = text[10];
  if (next !== undefined && next !== 'T' && next !== ' ') return UNREADABLE;
  const valid = isCalendarDate(digitsAt(text, 0, 4), digitsAt(text, 5, 7), digitsAt(text, 8, 10));
  return valid ? text.slice(0, 10) : UNREADABLE;
}

/** A calendar date so many days later; both YYYY-MM-DD. */
export function addDays(iso: string, days: number): string {
  return isoFromDays(daysFromCivil(digitsAt(iso, 0, 4), digitsAt(iso, 5, 7), digitsAt(iso, 8, 10)) + days);
}
