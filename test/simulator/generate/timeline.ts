import { ticksPerDay, ticksPerMs, type Ticks } from '../ticks';

import { pick } from './random';
import type { World } from './world';

export interface Timeline {
  created(row: number): Ticks;
  modified(row: number): Ticks;
}

/** Fraction digits of the stamps: mostly seven, but every number from none to seven occurs. */
const digits = [7, 7, 7, 7, 7, 7, 6, 5, 4, 3, 2, 1, 0] as const;
/** Rows that were made or edited together. */
const bulk = 8;

/** When each of `count` rows was made (in id order) and last changed (not in id order). */
export function createTimeline(world: World, purpose: number, count: number): Timeline {
  const { from, until } = world;
  const slot = (until - from) / Math.max(count, 1);
  const wholeMs = (ticks: Ticks) => Math.floor(ticks / ticksPerMs) * ticksPerMs;
  const trimmed = (ticks: Ticks, row: number) => {
    const unit = 10 ** (7 - pick(digits, world.hash(purpose + 1, row)));
    return Math.floor(ticks / unit) * unit;
  };
  /** Every ninth group of three was imported in one millisecond. */
  const imported = (row: number) => world.hash(purpose + 2, Math.floor(row / 3)) % 9 === 0;
  const created = (row: number) => {
    const slotStart = Math.min(from + slot * row, until - ticksPerDay / 2);
    const ticks = slotStart + Math.floor((slot * 0.9 * (world.hash(purpose, row) % 1000)) / 1000);
    if (imported(row)) return wholeMs(from + slot * Math.floor(row / 3) * 3) + 3 * (row % 3);
    return trimmed(Math.floor(ticks), row);
  };
  const modified = (row: number) => {
    const group = Math.floor(row / bulk);
    if (world.hash(purpose + 3, group) % 12 === 0) {
      const together = created(group * bulk + bulk - 1) + (world.hash(purpose + 4, group) % 20) * ticksPerDay;
      return wholeMs(Math.min(together + ticksPerMs, until - ticksPerMs)) + (row % 3) * 4;
    }
    const made = created(row);
    const luck = world.hash(purpose + 5, row) % 100;
    if (luck < 40) return made;
    const latest = until - ticksPerMs;
    const room = luck < 95 ? Math.min(45 * ticksPerDay, latest - made) : latest - made;
    const share = (world.hash(purpose + 6, row) % 100_000) / 100_000;
    return Math.max(made, trimmed(Math.floor(made + Math.max(room, 0) * share), row));
  };
  return { created, modified };
}
