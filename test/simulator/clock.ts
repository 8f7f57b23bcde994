/** The simulator's time. It decides stamps, token lives and the export lag; the rate limit runs on real time. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Stops the clock at this moment (epoch ms or ISO text). It stands still until `advance`, `set` or `run`. */
  set(moment: number | string): void;
  /** Moves the clock by so many milliseconds, whether it runs or stands. */
  advance(milliseconds: number): void;
  /** Lets the clock run on from where it stands. */
  run(): void;
}

function epoch(moment: number | string): number {
  const value = typeof moment === 'number' ? moment : Date.parse(moment);
  if (!Number.isFinite(value)) throw new RangeError(`not a moment: ${String(moment)}`);
  return value;
}

/** A clock that runs with `realNow`, or stands still at `start` when one is given. */
export function createClock(start?: number | string, realNow: () => number = Date.now): Clock {
  let offset = 0;
  let frozenAt = start === undefined ? null : epoch(start);
  const now = () => frozenAt ?? realNow() + offset;
  return {
    now,
    set: (moment) => {
      frozenAt = epoch(moment);
    },
    advance: (milliseconds) => {
      if (frozenAt === null) offset += milliseconds;
      else frozenAt += milliseconds;
    },
    run: () => {
      if (frozenAt === null) return;
      offset = frozenAt - realNow();
      frozenAt = null;
    },
  };
}
