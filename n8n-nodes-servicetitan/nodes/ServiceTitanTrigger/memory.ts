import { compareInstants, parseInstant } from 'servicetitan-client';

import { rememberedRecords, rememberMs } from './limits';

/** A record as the trigger tells it from others: its key, and a text that is another one after every change. */
export interface Version {
  readonly key: string;
  /** when it changed, ISO-8601; null when it does not say */
  readonly changed: string | null;
  readonly version: string;
}

/** Records that were handed on lately. */
export type Seen = Readonly<Record<string, string>>;

/** Was this version, or a newer one, handed on before? */
export function isKnown(seen: Seen, { key, version }: Version): boolean {
  const known = seen[key];
  if (known === undefined || known === version) return known !== undefined;
  const [older, newer] = [parseInstant(version), parseInstant(known)];
  return older !== null && newer !== null && compareInstants(older, newer) < 0;
}

/** NaN for a version that is no time. */
const epochMs = (version: string): number => Date.parse(version);

/**
 * What to remember after a poll: what changed within the last hour, newest first.
 * @param looked the server's clock when the poll began
 * @param kept the keys that are remembered however old they are
 */
export function remember(before: Seen, handedOn: readonly Version[], looked: string, kept: ReadonlySet<string>): Seen {
  const all = new Map(Object.entries(before));
  for (const { key, version } of handedOn) all.set(key, version);
  const oldest = Date.parse(looked) - rememberMs;
  const dated = [...all].filter(([key, version]) => kept.has(key) || epochMs(version) >= oldest);
  // a version without a time grows old only by others that come
  const undated = [...all].filter(([, version]) => Number.isNaN(epochMs(version)));
  return Object.fromEntries([
    ...undated.slice(-rememberedRecords),
    ...dated.sort(([, a], [, b]) => epochMs(b) - epochMs(a)),
  ]);
}

/** More is remembered than should be. */
export const isCrowded = (seen: Seen): boolean => Object.keys(seen).length > rememberedRecords;

/**
 * The lower bound of the next read of a list. It reaches back so far that late rows are seen, but never so far that rows
 * come again that cannot all be remembered: a burst of changes shortens it.
 */
export function boundWithin(bound: string, seen: Seen): string {
  const inside = Object.values(seen)
    .map(epochMs)
    .filter((ms) => ms >= Date.parse(bound))
    .sort((a, b) => b - a);
  const last = inside[rememberedRecords - 1];
  return inside.length <= rememberedRecords || last === undefined ? bound : new Date(last).toISOString();
}

/** Only what a read from the bound brings again needs to be remembered. */
export function onlyFrom(bound: string, seen: Seen): Seen {
  return Object.fromEntries(Object.entries(seen).filter(([, version]) => !(epochMs(version) < Date.parse(bound))));
}
