import type { Clock } from '../clock';
import { hash } from '../generate/random';
import { ticksOf, ticksPerMs, type Ticks } from '../ticks';

export interface Stamps {
  /** The clock's moment with digits below the millisecond; later than every stamp before it unless the clock went back. */
  next(): Ticks;
  /** So many stamps within one millisecond: all equal, or alternately equal and differing in the 7th digit. */
  together(count: number, equal: boolean): Ticks[];
}

export function createStamps(clock: Clock): Stamps {
  let made = 0;
  let last: Ticks | null = null;
  return {
    next: () => {
      const ms = ticksOf(Math.floor(clock.now()));
      made += 1;
      const stamp: Ticks =
        last !== null && last >= ms && last < ms + ticksPerMs ? last + 1 : ms + (hash(made, 1, 1) % 5000);
      last = stamp;
      return stamp;
    },
    together: (count, equal) => {
      const ms = ticksOf(Math.floor(clock.now()));
      return Array.from(
        { length: count },
        (_, index) => ms + 1 + (equal ? 0 : Math.floor(index / 2) % (ticksPerMs - 1)),
      );
    },
  };
}
