import { createHash } from 'node:crypto';

import { weekdays, type ScheduleEntry } from '../tenants/schema';

const minutesOfDay = 24 * 60;
const defaultWindow = 180;

/** Minutes that a zone is ahead of UTC at a moment. */
function offsetAt(zone: string, moment: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(moment);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** A zone's offset in winter, the lesser of the two in either hemisphere: Airbyte's public API takes cron in UTC only. */
export function standardOffset(zone: string, year: number): number {
  return Math.min(offsetAt(zone, new Date(Date.UTC(year, 0, 15))), offsetAt(zone, new Date(Date.UTC(year, 6, 15))));
}

/** A tenant's place in its window: always the same, whoever else joins or leaves the fleet. */
function slot(key: string, window: number): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % window;
}

const names = weekdays.map((day) => day.slice(0, 3).toUpperCase());

/**
 * The Quartz expression (UTC) of a schedule, or null for one that is started by hand. The clock is the zone's in winter;
 * where it is put forward a sync starts an hour later by the local clock in summer.
 */
export function cronOf(
  schedule: ScheduleEntry,
  tenant: { key: string; timeZone: string },
  year: number,
): string | null {
  if (schedule.manual === true) return null;
  if (schedule.cron !== undefined) return schedule.cron.trim();
  const [hours = 0, minutes = 0] = (schedule.at ?? '00:00').split(':').map(Number);
  const start = hours * 60 + minutes + slot(tenant.key, schedule.window_minutes ?? defaultWindow);
  const utc = start - standardOffset(tenant.timeZone, year);
  const days = Math.floor(utc / minutesOfDay);
  const minute = utc - days * minutesOfDay;
  const time = `0 ${minute % 60} ${Math.floor(minute / 60)}`;
  if (schedule.every === 'day') return `${time} * * ?`;
  if (schedule.every === 'week') {
    const at = weekdays.findIndex((day) => day === schedule.on);
    return `${time} ? * ${names[(at + days + 7) % 7] ?? 'MON'}`;
  }
  const day = Number(schedule.on) + days;
  return `${time} ${day < 1 ? 'L' : day} * ?`;
}
