const MONTHS = 'January February March April May June July August September October November December'.split(' ');

type Part = (value: string) => string;

const number = (from: number, to: number) => (value: string) => Number(value.slice(from, to) || '0');
const month = number(5, 7);
const day = number(8, 10);
const hour = number(11, 13);
const minute = number(14, 16);
const second = number(17, 19);
const two = (read: (value: string) => number) => (value: string) => String(read(value)).padStart(2, '0');
const one = (read: (value: string) => number) => (value: string) => String(read(value));
const hour12 = (value: string): number => hour(value) % 12 || 12;
const monthName = (value: string): string => MONTHS[month(value) - 1] ?? '';

const TOKENS: Readonly<Record<string, Part>> = {
  YYYY: (value) => value.slice(0, 4),
  YY: (value) => value.slice(2, 4),
  MMMM: monthName,
  MMM: (value) => monthName(value).slice(0, 3),
  MM: two(month),
  M: one(month),
  DD: two(day),
  D: one(day),
  HH: two(hour),
  H: one(hour),
  hh: two(hour12),
  h: one(hour12),
  mm: two(minute),
  ss: two(second),
  A: (value) => (hour(value) < 12 ? 'AM' : 'PM'),
  a: (value) => (hour(value) < 12 ? 'am' : 'pm'),
};
export const DATE_TOKENS: readonly string[] = Object.keys(TOKENS);

// [text] is taken as it is; so is the T of ISO 8601. Any other letter that is no token is a mistake, not text.
const PATTERN = /\[([^\]]*)\]|YYYY|YY|M{1,4}|DD?|HH?|hh?|mm|ss|[Aa]|T|[^A-Za-z[\]]+/y;
const ISO_DATE_LENGTH = 10;
const MAX_REMEMBERED = 50_000;

function partsOf(pattern: string): Part[] | null {
  const parts: Part[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < pattern.length) {
    const match = PATTERN.exec(pattern);
    if (!match) return null;
    const literal = match[1] ?? match[0];
    parts.push((match[1] === undefined ? TOKENS[match[0]] : undefined) ?? (() => literal));
  }
  return parts;
}

/** A date pattern as a function of YYYY-MM-DD or YYYY-MM-DDTHH:mm:ss; null when the pattern is none. */
export function dateFormat(pattern: string): ((value: string) => string) | null {
  const parts = partsOf(pattern);
  if (!parts) return null;
  const write = (value: string): string => {
    let text = '';
    for (const part of parts) text += part(value);
    return text;
  };
  // Business data has few days and many moments: only days are worth remembering.
  const memory = new Map<string, string>();
  return (value) => {
    if (value.length > ISO_DATE_LENGTH) return write(value);
    const known = memory.get(value);
    if (known !== undefined) return known;
    const text = write(value);
    if (memory.size >= MAX_REMEMBERED) memory.clear();
    memory.set(value, text);
    return text;
  };
}
