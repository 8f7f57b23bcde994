import type { DayWindow } from 'servicetitan-specs';

import { addDays } from './calendar';
import { settledBefore } from './overlap';
import type { Position } from './position';

/** Whole UTC days: `start` is read, `end` is not. Days are written as 2026-11-03. */
export interface Days {
  readonly start: string;
  readonly end: string;
}

/** The instant a day begins, as a request names it. */
export const midnight = (day: string): string => `${day}T00:00:00Z`;

const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);

function firstDay(window: DayWindow, from: Position, today: string): string {
  const { nextDay, finished, since } = from.kind === 'days' ? from : { nextDay: null, finished: false, since: null };
  if (nextDay !== null) {
    const start = finished ? addDays(nextDay, -window.daysBack) : nextDay;
    return since === null ? start : later(since, start);
  }
  // a window without history shows the present: a start date has nothing to say about it
  if (window.history === undefined) return today;
  return since ?? addDays(today, -window.history);
}

/**
 * The windows from a position up to today and the days ahead of it, oldest first. None when the position lies in the
 * future.
 * @param today UTC
 */
export function* windowsFrom(window: DayWindow, from: Position, today: string): Generator<Days> {
  const stop = addDays(today, 1 + (window.daysAhead ?? 0));
  for (let start = firstDay(window, from, today); start < stop; start = addDays(start, window.days))
    yield { start, end: earlier(addDays(start, window.days), stop) };
}

/**
 * The first day that is not finished once a window was read: the one behind it, but today again, because it goes on.
 * @param readFrom the server's clock when the window's read began
 */
export function nextDayAfter(window: Days, readFrom: string): string {
  return earlier(window.end, settledBefore(readFrom).slice(0, 10));
}
