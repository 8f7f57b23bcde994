/**
 * Moments with the API's resolution of 100 ns, as whole ticks since 2010. A double counts them exactly until 2038, which
 * epoch milliseconds with a fraction would not.
 */
export type Ticks = number;

const origin = Date.UTC(2010, 0, 1);
export const ticksPerMs = 10_000;
export const ticksPerDay = 86_400_000 * ticksPerMs;

export function ticksOf(epochMs: number): Ticks {
  return (epochMs - origin) * ticksPerMs;
}

export function epochMsOf(ticks: Ticks): number {
  return Math.floor(ticks / ticksPerMs) + origin;
}

const msPerDay = 86_400_000;
/** Calendar days repeat in every page, and formatting a date is slow. A tenant's history has some thousands of days. */
const days = new Map<number, string>();

function dayOf(epochMs: number): string {
  const day = Math.floor(epochMs / msPerDay);
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * msPerDay).toISOString().slice(0, 10);
    days.set(day, text);
  }
  return text;
}

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** UTC with as many of the seven fraction digits as are needed, the way the API writes it: `...38.2876004Z`, `...00Z`. */
export function ticksText(ticks: Ticks): string {
  const epochMs = epochMsOf(ticks);
  const second = Math.floor((epochMs - Math.floor(epochMs / msPerDay) * msPerDay) / 1000);
  const hours = twoDigits[Math.floor(second / 3600)] ?? '';
  const minutes = twoDigits[Math.floor(second / 60) % 60] ?? '';
  const time = `${dayOf(epochMs)}T${hours}:${minutes}:${twoDigits[second % 60] ?? ''}`;
  const fraction = ((ticks % 1e7) + 1e7) % 1e7;
  if (fraction === 0) return `${time}Z`;
  return `${time}.${String(fraction).padStart(7, '0').replace(/0+$/, '')}Z`;
}

/** A business date: the day of the moment, at midnight. */
export function dayText(ticks: Ticks): string {
  return `${dayOf(epochMsOf(ticks))}T00:00:00Z`;
}

const moment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Reads a date or a date-time; without a zone it is UTC. Undefined when it is neither. */
export function parseTicks(text: string): Ticks | undefined {
  const parts = moment.exec(text);
  if (parts === null) return undefined;
  const [, day = '', time = '00:00', fraction = '', zone = 'Z'] = parts;
  const epochMs = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${zone.toUpperCase()}`);
  if (Number.isNaN(epochMs)) return undefined;
  return ticksOf(epochMs) + Number(fraction.slice(0, 7).padEnd(7, '0'));
}
