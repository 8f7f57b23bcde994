import { performance } from 'node:perf_hooks';

import type { Answer } from './answer';
import type { Clock } from './clock';
import type { Problems } from './problem';
import type { Switches } from './switches';

const windowMs = 1000;

/** The wait that is asked for, in seconds, and how the header says it. */
function retryAfter(form: Switches['retryAfter'], clock: Clock): Record<string, string> {
  switch (form) {
    case 'integer':
      return { 'Retry-After': '1' };
    case 'decimal':
      return { 'Retry-After': '0.75' };
    case 'date':
      // whole seconds only, so one more than the wait
      return { 'Retry-After': new Date(clock.now() + 2 * windowMs).toUTCString() };
    case 'none':
      return {};
  }
}

/**
 * Counts a tenant's requests in a sliding second of real time and answers 429 to those above the limit; these do not
 * count themselves.
 */
export function createRateLimit(
  switches: Switches,
  clock: Clock,
  problems: Problems,
): (tenantId: string) => Answer | undefined {
  const recent = new Map<string, number[]>();
  return (tenantId) => {
    const now = performance.now();
    const times = (recent.get(tenantId) ?? []).filter((time) => time > now - windowMs);
    recent.set(tenantId, times);
    if (times.length < switches.requestsPerSecond) {
      times.push(now);
      return undefined;
    }
    return problems(429, 'Rate limit is exceeded. Try again in 1 seconds.', {}, retryAfter(switches.retryAfter, clock));
  };
}
