import { runEveryMs } from './limits';

/** When a report may be run again. ServiceTitan limits the runs of each report apart from everything else. */
export interface RunPace {
  /** Resolves when the next run may depart. */
  turn(): Promise<void>;
  /** A run departed at this time (epoch ms) and was let through. */
  ran(at: number): void;
  /** A run was refused; the wait that was asked for, in ms, null when none was. */
  limited(waitMs: number | null): void;
}

export interface RunPacePorts {
  /** epoch ms */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** told before a wait until then, epoch ms */
  onWait(until: number): void;
}

/**
 * Lets runs depart at once until one is refused. From then on they keep a distance: from the last run that was let through
 * to the time that the refusal names, and never more than a minute.
 */
export function createRunPace({ now, sleep, onWait }: RunPacePorts): RunPace {
  let lastRun: number | null = null;
  let spacing = 0;
  return {
    async turn() {
      // a clock that was set back must not make this wait for hours
      const wait = lastRun === null ? 0 : Math.min(lastRun + spacing - now(), spacing);
      if (wait <= 0) return;
      onWait(now() + wait);
      await sleep(wait);
    },
    ran(at) {
      lastRun = at;
    },
    limited(waitMs) {
      const allowedAt = waitMs === null ? runEveryMs : waitMs + (lastRun === null ? 0 : now() - lastRun);
      spacing = Math.min(runEveryMs, Math.max(spacing, allowedAt));
    },
  };
}
