import { badRequest } from './problem';
import type { Json } from './types';

export interface Window {
  limit: number;
  offset: number;
}

function whole(text: string | undefined, name: string, fallback: number, from: number, to: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < from || value > to)
    throw badRequest(`${name} must be a whole number from ${String(from)} to ${String(to)}, not ${text}`);
  return value;
}

export const windowOf = (query: Readonly<Record<string, string>>): Window => ({
  limit: whole(query.limit, 'limit', 20, 1, 100),
  offset: whole(query.offset, 'offset', 0, 0, 2 ** 31 - 1),
});

/** A comma-separated or repeated id parameter; null when it was not given or is empty, which means: all. */
export function idList(text: string | undefined): readonly string[] | null {
  const ids = (text ?? '').split(',').filter((id) => id !== '');
  return ids.length === 0 ? null : ids;
}

/**
 * A page with the addresses of its neighbours. As on the platform, a full page always has a `next`, even when nothing
 * follows, and a missing neighbour is an empty text.
 */
export function pageOf(rows: readonly Json[], query: Readonly<Record<string, string>>, address: string): Json {
  const { limit, offset } = windowOf(query);
  const data = rows.slice(offset, offset + limit);
  const at = (place: number) => {
    const search = new URLSearchParams({ ...query, limit: String(limit), offset: String(place) });
    return `${address}?${search.toString()}`;
  };
  return {
    previous: offset === 0 ? '' : at(Math.max(offset - limit, 0)),
    next: data.length < limit ? '' : at(offset + limit),
    data,
  };
}
