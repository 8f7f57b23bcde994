import type { Fields, IndexUse, LookupKey, LookupReader } from 'legacy-format';

import { cachedKeys, pageRows, smallStreamRows } from '../settings';
import type { StreamTable } from '../spool/stream-table';

/** What rows are joined to, fetched a page at a time before they are rendered. */
export interface Lookups extends LookupReader {
  /** Makes the rows under these keys ready. @returns true when there was something to fetch */
  prefetch(keys: Iterable<LookupKey>): boolean;
}

interface Cache {
  readonly use: IndexUse;
  readonly table: StreamTable;
  readonly rows: Map<string, Fields[]>;
  /** all rows of the stream are in `rows` */
  readonly whole: boolean;
}

const none: readonly Fields[] = [];

function file(cache: Cache, found: Iterable<Fields>): void {
  for (const fields of found)
    for (const key of cache.use.keysOf(fields)) {
      const present = cache.rows.get(key);
      if (present !== undefined) present.push(fields);
      else if (cache.whole) cache.rows.set(key, [fields]);
    }
}

function* allFields({ rows }: StreamTable): Generator<Fields> {
  for (let page = rows.page(null, pageRows); page.length > 0; page = rows.page(page.at(-1)?.key ?? null, pageRows))
    for (const { fields } of page) yield JSON.parse(fields) as Fields;
}

function openCache(use: IndexUse, table: StreamTable): Cache {
  const cache = { use, table, rows: new Map<string, Fields[]>(), whole: table.rows.count() <= smallStreamRows };
  if (cache.whole) file(cache, allFields(table));
  return cache;
}

function fetch(cache: Cache, wanted: ReadonlySet<string>): void {
  if (cache.rows.size + wanted.size > cachedKeys) cache.rows.clear();
  for (const key of wanted) cache.rows.set(key, []);
  // an index may name rows that no longer have the key: `file` looks at each
  const found = cache.table.find(cache.use, [...wanted]);
  for (const fields of found)
    for (const key of cache.use.keysOf(fields)) if (wanted.has(key)) cache.rows.get(key)?.push(fields);
}

/** @param tableOf the rows of a stream; undefined for an optional stream that is not there */
export function createLookups(
  indexes: readonly IndexUse[],
  tableOf: (stream: string) => StreamTable | undefined,
): Lookups {
  const caches = new Map<string, Cache>();
  const opened = new Set<string>();

  function cacheOf(index: string): Cache | undefined {
    if (opened.has(index)) return caches.get(index);
    opened.add(index);
    const use = indexes.find(({ name }) => name === index);
    const table = use && tableOf(use.stream);
    if (use === undefined || table === undefined) return undefined;
    const cache = openCache(use, table);
    caches.set(index, cache);
    return cache;
  }

  function fetchAll(wanted: ReadonlyMap<Cache, Set<string>>): boolean {
    for (const [cache, keys] of wanted) fetch(cache, keys);
    return wanted.size > 0;
  }

  return {
    prefetch(keys) {
      const wanted = new Map<Cache, Set<string>>();
      for (const { index, key } of keys) {
        const cache = cacheOf(index);
        if (cache === undefined || cache.whole || cache.rows.has(key)) continue;
        const present = wanted.get(cache);
        if (present === undefined) wanted.set(cache, new Set([key]));
        else present.add(key);
      }
      return fetchAll(wanted);
    },
    rows(index, key) {
      const cache = cacheOf(index);
      if (cache === undefined) return none;
      const ready = cache.rows.get(key);
      if (ready !== undefined || cache.whole) return ready ?? none;
      fetch(cache, new Set([key]));
      return cache.rows.get(key) ?? none;
    },
  };
}
