import type { INodePropertyOptions } from 'n8n-workflow';
import { catalog, startOf, type Position } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';
import { names } from 'servicetitan-specs/names';

/** Where the next poll begins: a token of an export feed, or a lower bound of the time of change. */
export type WatchPosition = Extract<Position, { kind: 'export' | 'bound' }>;

/** Where a resource begins for whoever wants what changes from a moment on; null when the API has no way to tell. */
export function watchFrom(stream: StreamSpec, since: string): WatchPosition | null {
  if (stream.parent !== undefined || stream.window !== undefined) return null;
  const start = startOf(stream, since, catalog);
  if (start.kind === 'bound') return start.member === 'modifiedOnOrAfter' ? start : null;
  return start.kind === 'export' ? start : null;
}

const anyMoment = '2020-01-01T00:00:00Z';

const title = (words: string): string =>
  words.replace(
    /(^|\s)(?!and\b|of\b|for\b|to\b)([a-z])/g,
    (_, space: string, letter: string) => space + letter.toUpperCase(),
  );

/** Every resource with changes, by name. */
export const watchedResources: INodePropertyOptions[] = catalog.streams
  .filter((stream) => watchFrom(stream, anyMoment) !== null)
  .map(({ name }) => ({ name: title(names.streams[name]?.many ?? name), value: name }))
  .sort((a, b) => a.name.localeCompare(b.name));
