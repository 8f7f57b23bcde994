import { clockFromSeconds, daysFromCivil, isoFromDays } from './calendar';
import { parseInstant } from './instant';
import { UNREADABLE, type Unreadable } from './unreadable';

const DAY = 86400;
// No zone in use changes its offset anywhere but at a quarter of an hour.
const QUARTER = 900;
// Asking Intl takes some ten microseconds, a look in a map less than a tenth of one: offsets are remembered by day, and
// by quarter of an hour on the two days a year when they change. 100,000 days are 270 years; more is no business data.
const MAX_REMEMBERED = 100_000;

function remember<K, V>(memory: Map<K, V>, key: K, make: (key: K) => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= MAX_REMEMBERED) memory.clear();
  const made = make(key);
  memory.set(key, made);
  return made;
}

/** Turns instants into the wall-clock time of one IANA zone. */
export interface TimeZone {
  name: string;
  /** YYYY-MM-DD */
  date(instant: string): string | Unreadable;
  /** YYYY-MM-DDTHH:mm:ss */
  dateTime(instant: string): string | Unreadable;
}

function offsetsFromIntl(name: string): (seconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (seconds) => {
    const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? NaN;
    const days = daysFromCivil(part('year'), part('month'), part('day'));
    return days * DAY + part('hour') * 3600 + part('minute') * 60 + part('second') - seconds;
  };
}

/** Throws a RangeError when this machine does not know the zone. */
export function timeZone(name: string): TimeZone {
  const offsetAt = offsetsFromIntl(name);
  const byDay = new Map<number, number | 'changes'>();
  const byQuarter = new Map<number, number>();
  const dates = new Map<number, string>();

  const offsetOfDay = (day: number): number | 'changes' => {
    const first = offsetAt(day * DAY);
    return first === offsetAt(day * DAY + DAY / 2) && first === offsetAt((day + 1) * DAY - 1) ? first : 'changes';
  };
  const localSeconds = (instant: string): number => {
    const parsed = parseInstant(instant);
    if (parsed === null) return NaN;
    const { seconds } = parsed;
    const offset = remember(byDay, Math.floor(seconds / DAY), offsetOfDay);
    if (offset !== 'changes') return seconds + offset;
    return seconds + remember(byQuarter, Math.floor(seconds / QUARTER), (quarter) => offsetAt(quarter * QUARTER));
  };
  const dateOf = (local: number): string => remember(dates, Math.floor(local / DAY), isoFromDays);

  return {
    name,
    date: (instant) => {
      const local = localSeconds(instant);
      return Number.isNaN(local) ? UNREADABLE : dateOf(local);
    },
    dateTime: (instant) => {
      const local = localSeconds(instant);
      if (Number.isNaN(local)) return UNREADABLE;
      return `${dateOf(local)}T${clockFromSeconds(local - Math.floor(local / DAY) * DAY)}`;
    },
  };
}
