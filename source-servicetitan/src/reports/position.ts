import { operatorError, type JsonObject } from 'airbyte-runtime';
import { addDays, isDay } from 'servicetitan-client';

/** Where a day-by-day report goes on: the first day that is not read yet, and whether the sync that wrote it was done. */
export interface ReportPosition {
  readonly nextDay: string;
  readonly complete: boolean;
}

/**
 * Reads the state of an earlier sync; null when there is none.
 * @throws a config error for a state of another shape
 */
export function parseReportPosition(stream: string, state: JsonObject | undefined): ReportPosition | null {
  const { nextDay, complete } = state ?? {};
  const members = Object.keys(state ?? {}).filter((key) => key !== 'complete');
  if (members.length === 0) return null;
  if (typeof nextDay === 'string' && isDay(nextDay)) return { nextDay, complete: complete === true };
  throw operatorError({
    failureType: 'config',
    message:
      `The saved state of stream ${stream} cannot be used: "nextDay" is not a day such as 2026-01-31. ` +
      'Refresh the stream in Airbyte (or delete its state) so that it is read from its first day.',
    info: { stream },
  });
}

/**
 * The first day to read. After a sync that was done the last days are read again, because reports change afterwards;
 * one that was broken off goes on exactly where it stopped.
 * @param start the first day of all
 */
export function firstDay(position: ReportPosition | null, start: string, lookbackDays: number): string {
  if (position === null) return start;
  const day = position.complete ? addDays(position.nextDay, -lookbackDays) : position.nextDay;
  return day < start ? start : day;
}
