import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { cronOf } from '../src/schedule/cron-of';
import { scheduleMistake } from '../src/schedule/mistake';
import { cronMistake, lastRun, nextRun } from '../src/schedule/quartz';
import type { ScheduleEntry } from '../src/tenants/schema';

interface Example {
  key: string;
  timeZone: string;
  schedule: ScheduleEntry;
  cron: string | null;
}
const examples = JSON.parse(
  readFileSync(join(__dirname, '..', 'terraform', 'schedule', 'examples.json'), 'utf8'),
) as Example[];

describe('schedules', () => {
  test.each(examples)('$key in $timeZone', ({ schedule, cron, ...tenant }) => {
    expect(cronOf(schedule, tenant, 2026)).toBe(cron);
    expect(scheduleMistake(schedule)).toBeNull();
    if (cron !== null) expect(cronMistake(cron)).toBeNull();
  });

  test('two hundred tenants are spread over their window, and a tenant stays where it is', () => {
    const schedule: ScheduleEntry = { every: 'week', on: 'monday', at: '02:00' };
    const at = (key: string) => cronOf(schedule, { key, timeZone: 'UTC' }, 2026);
    const crons = Array.from({ length: 200 }, (_, n) => at(`tenant-${n}`));
    const perMinute = new Map<string | null, number>();
    for (const cron of crons) perMinute.set(cron, (perMinute.get(cron) ?? 0) + 1);
    expect(perMinute.size).toBeGreaterThan(100);
    expect(Math.max(...perMinute.values())).toBeLessThanOrEqual(6);
    for (const cron of crons) expect(cron).toMatch(/^0 \d+ [2-4] \? \* MON$/);
    expect(at('tenant-7')).toBe(crons[7]);
  });

  test('east of UTC the day is the one before', () => {
    const zone = { key: 'x', timeZone: 'Asia/Tokyo' };
    const at = { at: '03:00', window_minutes: 1 };
    expect(cronOf({ every: 'week', on: 'monday', ...at }, zone, 2026)).toBe('0 0 18 ? * SUN');
    expect(cronOf({ every: 'month', on: 1, ...at }, zone, 2026)).toBe('0 0 18 L * ?');
  });

  test.each([
    ['0 15 6 ? * MON', '2026-11-30T06:15:00.000Z'],
    ['0 15 6 ? * 2', '2026-11-30T06:15:00.000Z'],
    ['0 15 6 1 * ?', '2026-12-01T06:15:00.000Z'],
    ['0 0 0/6 * * ?', '2026-11-28T06:00:00.000Z'],
    ['0 0 6 L * ? 2027', '2027-01-31T06:00:00.000Z'],
  ])('%s comes next at %s', (cron, next) => {
    expect(nextRun(cron, new Date('2026-11-28T01:00:00Z'))?.toISOString()).toBe(next);
    expect(lastRun(cron, new Date(Date.parse(next) + 1000))?.toISOString()).toBe(next);
  });

  test.each([
    ['15 6 * * 1', 'six or seven fields'],
    ['0 * 6 ? * MON', 'plain numbers'],
    ['0 0/30 6 ? * MON', 'plain numbers'],
    ['0 15 6 1 * MON', 'must be "?"'],
    ['0 15 6 ? * MOON', 'no Quartz expression'],
  ])('%s is refused: %s', (cron, words) => {
    expect(cronMistake(cron)).toContain(words);
  });

  test.each<[ScheduleEntry, string]>([
    [{}, 'exactly one of'],
    [{ every: 'week', cron: '0 15 6 ? * MON' }, 'exactly one of'],
    [{ every: 'week', at: '02:00' }, 'needs `on`'],
    [{ every: 'week', on: 'tuseday', at: '02:00' }, 'did you mean "tuesday"'],
    [{ every: 'month', on: 31, at: '02:00' }, 'from 1 to 26'],
    [{ every: 'day', on: 'monday', at: '02:00' }, 'takes no `on`'],
    [{ every: 'day' }, 'needs `at`'],
    [{ manual: true, at: '02:00' }, 'goes only with'],
  ])('%j is refused: %s', (schedule, words) => {
    expect(scheduleMistake(schedule)).toContain(words);
  });
});
