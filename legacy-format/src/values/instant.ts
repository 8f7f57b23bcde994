import { daysFromCivil, digitsAt, isCalendarDate } from './calendar';

// 2026-01-05T10:00:00, then a fraction of any length, then Z, an offset, or nothing (the API means UTC).
const TAIL = /^(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

/** An exact moment: whole seconds since 1970-01-01T00:00:00Z and the digits after the point. */
export interface Instant {
  seconds: number;
  fraction: string;
}

function secondsOfFields(text: string): number {
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':') return NaN;
  if (text[10] !== 'T' && text[10] !== ' ') return NaN;
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 7);
  const day = digitsAt(text, 8, 10);
  if (!isCalendarDate(year, month, day)) return NaN;
  const hour = digitsAt(text, 11, 13);
  const minute = digitsAt(text, 14, 16);
  const second = digitsAt(text, 17, 19);
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  return daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

/** Reads an RFC 3339 timestamp with any number of fraction digits; null when it is none. */
export function parseInstant(text: string): Instant | null {
  const seconds = text.length < 19 ? NaN : secondsOfFields(text);
  if (Number.isNaN(seconds)) return null;
  if (text.length === 20 && text[19] === 'Z') return { seconds, fraction: '' };
  const tail = TAIL.exec(text.slice(19));
  if (!tail) return null;
  const offset = tail[2] === undefined ? 0 : Number(tail[3]) * 3600 + Number(tail[4]) * 60;
  return { seconds: seconds + (tail[2] === '-' ? offset : -offset), fraction: tail[1] ?? '' };
}

/** Order of two API timestamps as exact instants, all fraction digits; null and unreadable text are oldest. */
export function compareInstants(a: string | null, b: string | null): number {
  if (a === b) return 0;
  const x = a === null ? null : parseInstant(a);
  const y = b === null ? null : parseInstant(b);
  if (x === null || y === null) return (x === null ? 0 : 1) - (y === null ? 0 : 1);
  if (x.seconds !== y.seconds) return x.seconds < y.seconds ? -1 : 1;
  const length = Math.max(x.fraction.length, y.fraction.length);
  const left = x.fraction.padEnd(length, '0');
  const right = y.fraction.padEnd(length, '0');
  return left < right ? -1 : left > right ? 1 : 0;
}
