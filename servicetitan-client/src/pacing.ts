import { throwIfAborted } from './abort';
import {
  catchUpMs,
  minRequestsPerSecond,
  minThrottleWindowMs,
  recoveryEveryMs,
  recoveryShare,
  spacingMargin,
} from './limits';
import type { Ports } from './ports';

/** Decides when a tenant's requests depart: evenly spaced, never in a burst, and each label in its turn. */
export interface Pacer {
  /** Resolves when the next request of `label` may depart; the caller sends it at once. */
  depart(label: string, signal?: AbortSignal): Promise<void>;
  /**
   * The server answered 429 to `label` and asks to wait so long: lowers the rate, unless only this label is limited.
   * Returns the new rate if it changed.
   */
  throttled(label: string, waitMs: number): number | null;
  /** The server answered `label` as it should. */
  answered(label: string): void;
}

interface Waiter {
  readonly label: string;
  readonly signal: AbortSignal | undefined;
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
}

/** A rate that a 429 halves, once per wait window, and that time without one restores step by step. */
function createRate(
  configured: number,
  now: () => number,
): { current(): number; lower(windowMs: number): number | null } {
  const floor = Math.min(configured, minRequestsPerSecond);
  let rate = configured;
  let calmSince = now();
  let windowEnd = Number.NEGATIVE_INFINITY;

  function current(): number {
    const steps = Math.floor((now() - calmSince) / recoveryEveryMs);
    if (steps > 0) {
      rate = Math.min(configured, rate + steps * recoveryShare * configured);
      calmSince += steps * recoveryEveryMs;
    }
    return rate;
  }

  function lower(windowMs: number): number | null {
    const before = current();
    calmSince = now();
    if (calmSince < windowEnd) return null;
    windowEnd = calmSince + Math.max(windowMs, minThrottleWindowMs);
    rate = Math.max(floor, before / 2);
    return rate;
  }

  return { current, lower };
}

/**
 * Tells a limit of the tenant from one of a single endpoint. The first 429 of a label may be either; when it comes again
 * and others were answered in between, the tenant's rate is not what is too high, and lowering it would only hold up the
 * others.
 */
function createBlame(): { limited(label: string): 'tenant' | 'label'; answered(label: string): void } {
  /** labels whose last answer was a 429, and whether another label was answered since */
  const suspects = new Map<string, boolean>();
  return {
    limited(label) {
      const othersPass = suspects.get(label) === true;
      suspects.set(label, false);
      return othersPass ? 'label' : 'tenant';
    },
    answered(label) {
      suspects.delete(label);
      for (const suspect of suspects.keys()) suspects.set(suspect, true);
    },
  };
}

/** Waiting requests by label; the labels take turns, so that one busy stream does not hold up the others. */
function createTurns(): { add(waiter: Waiter): void; next(): Waiter | undefined; waiting(): boolean } {
  const queues = new Map<string, Waiter[]>();
  return {
    add(waiter) {
      const queue = queues.get(waiter.label);
      if (queue === undefined) queues.set(waiter.label, [waiter]);
      else queue.push(waiter);
    },
    next() {
      for (const [label, queue] of queues) {
        // taken out and, when it holds more, put behind the others: a Map goes round in order of insertion
        queues.delete(label);
        const waiter = queue.shift();
        if (queue.length > 0) queues.set(label, queue);
        if (waiter !== undefined) return waiter;
      }
      return undefined;
    },
    waiting: () => queues.size > 0,
  };
}

/** @param requestsPerSecond upper bound for the requests that arrive within any second */
export function createPacer(requestsPerSecond: number, ports: Pick<Ports, 'now' | 'sleep'>): Pacer {
  const rate = createRate(requestsPerSecond, ports.now);
  const turns = createTurns();
  const blame = createBlame();
  /** when the last departure was due */
  let lastDue = Number.NEGATIVE_INFINITY;
  let running = false;

  /** Returns when the departure was due. */
  async function untilNextDeparture(): Promise<number> {
    for (;;) {
      const spacing = (1000 / rate.current()) * spacingMargin;
      const wait = lastDue + spacing - ports.now();
      if (wait <= 0) return lastDue + spacing;
      // A clock that was set back would make this wait for hours; it is never longer than the spacing.
      if (wait > spacing) lastDue = ports.now();
      await ports.sleep(Math.ceil(Math.min(wait, spacing)));
    }
  }

  function nextWaiter(): Waiter | undefined {
    for (let waiter = turns.next(); waiter !== undefined; waiter = turns.next()) {
      try {
        throwIfAborted(waiter.signal, waiter.label);
        return waiter;
      } catch (error) {
        waiter.fail(error);
      }
    }
    return undefined;
  }

  async function run(): Promise<void> {
    running = true;
    try {
      while (turns.waiting()) {
        const due = await untilNextDeparture();
        const waiter = nextWaiter();
        if (waiter === undefined) break;
        // what timers add to each wait is made up for, a pause is not
        const late = ports.now() - due;
        lastDue = late > catchUpMs ? ports.now() : due;
        waiter.go();
      }
    } catch (error) {
      for (let waiter = turns.next(); waiter !== undefined; waiter = turns.next()) waiter.fail(error);
    } finally {
      running = false;
    }
  }

  return {
    depart: (label, signal) =>
      new Promise<void>((go, fail) => {
        turns.add({ label, signal, go, fail });
        if (!running) void run();
      }),
    throttled: (label, waitMs) => (blame.limited(label) === 'tenant' ? rate.lower(waitMs) : null),
    answered: blame.answered,
  };
}
