import { performance } from 'node:perf_hooks';

import type { Answer } from '../answer';
import type { Problems } from '../problem';
import type { Switches } from '../switches';

/** Lets a report run once in `reportRunSeconds`, counted from the last run that was let through, in real time. */
export function createRunLimit(
  switches: Switches,
  problems: Problems,
): (report: string, page: number) => Answer | null {
  const lastRuns = new Map<string, number>();
  return (report, page) => {
    if (switches.reportLimit === 'off' || (switches.reportLimit === 'run' && page > 1)) return null;
    const now = performance.now();
    const allowedAt = (lastRuns.get(report) ?? -Infinity) + switches.reportRunSeconds * 1000;
    if (now >= allowedAt) {
      lastRuns.set(report, now);
      return null;
    }
    const seconds = String(Math.ceil((allowedAt - now) / 1000));
    const headers: Record<string, string> = switches.retryAfter === 'none' ? {} : { 'Retry-After': seconds };
    return problems(429, `Rate limit is exceeded. Try again in ${seconds} seconds.`, {}, headers);
  };
}
