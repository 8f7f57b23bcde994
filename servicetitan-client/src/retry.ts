import { backoffBaseMs, backoffCapMs } from './limits';

/**
 * Which answers may be better next time: time-outs, "too early", rate limits and everything the server blames on itself;
 * a conflict only where the caller knows that it passes.
 */
export function isRetryable(status: number, conflictPasses = false): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500 || (conflictPasses && status === 409);
}

/**
 * How long to wait after the `attempt`-th try (from 1) failed: full jitter, so that streams that failed together do not
 * come back together, and never less than the server asked for.
 */
export function retryDelayMs(attempt: number, retryAfter: number | null, random: () => number): number {
  const ceiling = Math.min(backoffCapMs, backoffBaseMs * 2 ** (attempt - 1));
  return Math.max(Math.ceil(random() * ceiling), retryAfter ?? 0);
}
