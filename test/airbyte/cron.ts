const months = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const days = 'SUN|MON|TUE|WED|THU|FRI|SAT';

interface Field {
  name: string;
  from: number;
  to: number;
  names?: string;
  /** What else Quartz takes there. */
  special?: RegExp;
}

const fields: readonly Field[] = [
  { name: 'seconds', from: 0, to: 59 },
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31, special: /^(\?|L|LW|L-\d{1,2}|\d{1,2}W)$/ },
  { name: 'month', from: 1, to: 12, names: months },
  { name: 'day of week', from: 1, to: 7, names: days, special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/ },
  { name: 'year', from: 1970, to: 2099 },
];

function isInRange(text: string, { from, to, names }: Field): boolean {
  if (names?.split('|').includes(text.toUpperCase()) === true) return true;
  return /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to;
}

function isPart(text: string, field: Field): boolean {
  const [range = '', step, more] = text.split('/');
  if (more !== undefined || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const [from = '', to, rest] = range.split('-');
  return rest === undefined && isInRange(from, field) && (to === undefined || isInRange(to, field));
}

/** The expression without the time zone that answers carry behind it. */
export const withoutZone = (expression: string): string => expression.replace(/\s*UTC$/, '').trim();

/**
 * Why Airbyte would not take a cron expression; null when it would. Quartz: six or seven fields, one of day of month
 * and day of week is `?`. Seconds and minutes must be single numbers, so nothing runs more than once an hour.
 */
export function cronProblem(expression: string): string | null {
  const given = withoutZone(expression).split(/\s+/);
  if (given.length < 6 || given.length > 7)
    return `The cron expression ${expression} is not valid: it has ${String(given.length)} fields, Quartz takes 6 or 7.`;
  for (const [index, text] of given.entries()) {
    const field = fields[index];
    if (field === undefined) continue;
    if (index < 2 && !/^\d+$/.test(text))
      return `The cron expression ${expression} is not valid or is less than one hour: ${field.name} must be one number.`;
    if (field.special?.test(text.toUpperCase()) === true) continue;
    if (!text.split(',').every((part) => isPart(part, field)))
      return `The cron expression ${expression} is not valid: ${text} is no ${field.name}.`;
  }
  if ((given[3] === '?') === (given[5] === '?'))
    return `The cron expression ${expression} is not valid: either day of month or day of week must be ?.`;
  return null;
}
