import { suggestion } from 'checked-yaml';

import { weekdays, type ScheduleEntry } from '../tenants/schema';

import { cronMistake } from './quartz';

const isWeekday = (word: unknown): boolean => weekdays.some((day) => day === word);

function calendarMistake({ every, on, at }: ScheduleEntry): string | null {
  if (at === undefined) return "needs `at`, the time of day as HH:MM in the tenant's time zone";
  if (every === 'day') return on === undefined ? null : 'every day takes no `on`';
  if (every === 'week')
    return isWeekday(on)
      ? null
      : `every week needs \`on\` with a weekday${on === undefined ? '' : suggestion(String(on), weekdays)}`;
  return typeof on === 'number' && on >= 1 && on <= 26
    ? null
    : 'every month needs `on` with a day from 1 to 26, which every month has wherever the clock stands';
}

/** What is wrong with a schedule, in words; null when nothing is. */
export function scheduleMistake(schedule: ScheduleEntry): string | null {
  const { every, cron, manual, ...rest } = schedule;
  const kinds = [every !== undefined, cron !== undefined, manual === true].filter(Boolean).length;
  if (kinds !== 1) return 'needs exactly one of `every` (day, week, month), `cron` and `manual: true`';
  if (every !== undefined) return calendarMistake(schedule);
  if (Object.keys(rest).length > 0) return `${Object.keys(rest).join(', ')} goes only with \`every\``;
  return cron === undefined ? null : cronMistake(cron);
}
