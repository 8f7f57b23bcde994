import type { Ticks } from '../ticks';

/** Rows show up in an export 15 minutes after their change [ServiceTitan developer documentation, 2025-12]. */
export const exportLagMs = 15 * 60_000;

/** Where a reader of the feed stands. */
export interface FeedPosition {
  /** Entries of the settled log that were read. */
  position: number;
  /** The date the reading began with; it filters what was in the log at that time. */
  since?: { from: Ticks; until: number };
  /** Rows that were read ahead of the lag; void once one of them has settled. */
  recent?: { settled: number; offset: number };
}

export interface FeedBatch {
  rows: number[];
  next: FeedPosition;
  hasMore: boolean;
}

export interface Feed {
  /** A row changed: it leaves its place and comes up again once `visibleAt` (epoch ms) has passed. */
  record(row: number, visibleAt: number): void;
  /** Where to begin for rows modified at or after this moment. */
  seed(from: Ticks): FeedPosition;
  read(from: FeedPosition, limit: number, includeRecent: boolean): FeedBatch;
  /** Entries in the settled log. */
  length(): number;
}

interface Entry {
  row: number;
  visibleAt: number;
  stale: boolean;
}

export interface FeedRows {
  count: number;
  /** When a generated row was last modified before anything was changed here. */
  generatedModified(row: number): Ticks;
  modified(row: number): Ticks;
  changed(row: number): boolean;
  now(): number;
}

/**
 * The change log of a stream: the generated rows by modifiedOn, then every change in the order in which it became
 * visible. A row stands in it once, at its latest change.
 */
export function createFeed({ count, generatedModified, modified, changed, now }: FeedRows): Feed {
  let generated: Uint32Array | null = null;
  const settled: Entry[] = [];
  const pending: Entry[] = [];
  const latest = new Map<number, Entry>();

  const order = (): Uint32Array => {
    if (generated === null) {
      const keys = Float64Array.from({ length: count }, (_, row) => generatedModified(row));
      generated = Uint32Array.from(keys, (_, row) => row).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
    }
    return generated;
  };
  const settle = () => {
    const moment = now();
    const waiting = pending.findIndex((entry) => entry.visibleAt > moment);
    settled.push(...pending.splice(0, waiting === -1 ? pending.length : waiting));
  };
  const end = () => count + settled.length;
  /** The live row at a place of the settled log. */
  const at = (position: number): number | null => {
    if (position < count) {
      const row = order()[position] ?? 0;
      return changed(row) ? null : row;
    }
    const entry = settled[position - count];
    return entry === undefined || entry.stale ? null : entry.row;
  };
  const skip = (position: number, since: FeedPosition['since']): number => {
    let next = position;
    while (next < end()) {
      const row = at(next);
      if (row !== null && (since === undefined || next >= since.until || modified(row) >= since.from)) break;
      next += 1;
    }
    return next;
  };

  const read: Feed['read'] = (from, limit, includeRecent) => {
    settle();
    const rows: number[] = [];
    let position = skip(from.position, from.since);
    while (rows.length < limit && position < end()) {
      rows.push(at(position) ?? 0);
      position = skip(position + 1, from.since);
    }
    const since = from.since !== undefined && position < from.since.until ? { since: from.since } : {};
    if (position < end()) return { rows, next: { position, ...since }, hasMore: true };
    if (!includeRecent) return { rows, next: { position }, hasMore: false };

    const { since: seed } = from;
    const ahead = pending.filter((entry) => !entry.stale && (seed === undefined || modified(entry.row) >= seed.from));
    const start = from.recent?.settled === settled.length ? from.recent.offset : 0;
    const taken = ahead.slice(start, start + limit - rows.length);
    rows.push(...taken.map((entry) => entry.row));
    const offset = start + taken.length;
    if (offset >= ahead.length) return { rows, next: { position }, hasMore: false };
    return {
      rows,
      next: { position, ...(seed === undefined ? {} : { since: seed }), recent: { settled: settled.length, offset } },
      hasMore: true,
    };
  };

  return {
    record: (row, visibleAt) => {
      settle();
      const before = latest.get(row);
      if (before !== undefined) before.stale = true;
      const entry = { row, visibleAt, stale: false };
      latest.set(row, entry);
      const later = pending.findIndex((other) => other.visibleAt > visibleAt);
      pending.splice(later === -1 ? pending.length : later, 0, entry);
    },
    seed: (from) => {
      settle();
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (generatedModified(order()[middle] ?? 0) < from) low = middle + 1;
        else high = middle;
      }
      return { position: low, since: { from, until: end() } };
    },
    read,
    length: () => {
      settle();
      return end();
    },
  };
}
