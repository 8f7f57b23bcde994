import type { CompiledReport, Fields, IndexUse, LookupKey, LookupReader } from 'legacy-format';

import { cachedKeys, pageRows, smallStreamRows, tolerableMisses } from '../settings';
import type { StreamTable } from '../spool/stream-table';

/** What rows are joined to, fetched for a page of records before they are rendered. */
export interface Lookups extends LookupReader {
  prefetch(report: CompiledReport, page: readonly { readonly fields: Fields }[]): void;
}

/** The rows of one index that are in memory. */
interface Cache {
  get(key: string): Fields[] | undefined;
  /** Those of the keys that are not in memory are fetched. */
  fetch(keys: Iterable<string>): void;
}

const none: readonly Fields[] = [];

/** Puts each row under its keys, as far as these are wanted: an index may name rows that no longer have the key. */
function arrange(
  use: IndexUse,
  found: Iterable<Fields>,
  into: Map<string, Fields[]>,
  wanted?: ReadonlySet<string>,
): void {
  for (const fields of found)
    for (const key of use.keysOf(fields)) {
      const present = into.get(key);
      if (present !== undefined) {
        if (wanted?.has(key) !== false) present.push(fields);
      } else if (wanted === undefined) into.set(key, [fields]);
    }
}

/** A small stream: all of it. */
function wholeStream(use: IndexUse, { rows }: StreamTable): Cache {
  const all = new Map<string, Fields[]>();
  for (let page = rows.page(null, pageRows); page.length > 0; page = rows.page(page.at(-1)?.key ?? null, pageRows))
    arrange(
      use,
      page.map(({ fields }) => fields),
      all,
    );
  return { get: (key) => all.get(key) ?? [], fetch: () => undefined };
}

/** A larger one: what was used last. Two halves, of which the older is dropped when the newer is full. */
function recentRows(use: IndexUse, table: StreamTable): Cache {
  let newer = new Map<string, Fields[]>();
  let older = new Map<string, Fields[]>();

  function get(key: string): Fields[] | undefined {
    const found = newer.get(key) ?? older.get(key);
    if (found !== undefined) newer.set(key, found);
    return found;
  }

  return {
    get,
    fetch(keys) {
      if (newer.size >= cachedKeys) [older, newer] = [newer, new Map<string, Fields[]>()];
      const wanted = new Set<string>();
      for (const key of keys) if (get(key) === undefined) wanted.add(key);
      if (wanted.size === 0) return;
      for (const key of wanted) newer.set(key, []);
      arrange(use, table.find(use, [...wanted]), newer, wanted);
    },
  };
}

/** @param tableOf the rows of a stream; undefined for an optional stream that is not there */
export function createLookups(
  indexes: readonly IndexUse[],
  tableOf: (stream: string) => StreamTable | undefined,
): Lookups {
  const caches = new Map<string, Cache | undefined>();
  const begun = new Set<CompiledReport>();
  let partial = false;
  let misses = 0;

  function open(index: string): Cache | undefined {
    const use = indexes.find(({ name }) => name === index);
    const table = use && tableOf(use.stream);
    if (use === undefined || table === undefined) return undefined;
    if (table.rows.count() <= smallStreamRows) return wholeStream(use, table);
    partial = true;
    return recentRows(use, table);
  }

  function cacheOf(index: string): Cache | undefined {
    if (!caches.has(index)) caches.set(index, open(index));
    return caches.get(index);
  }

  function fetch(wanted: Iterable<LookupKey>): void {
    const keys = new Map<string, string[]>();
    for (const { index, key } of wanted) {
      const present = keys.get(index);
      if (present === undefined) keys.set(index, [key]);
      else present.push(key);
    }
    for (const [index, each] of keys) cacheOf(index)?.fetch(each);
  }

  const lookups: Lookups = {
    prefetch(report, page) {
      // the first page shows what a report joins; when all of that is in memory there is nothing to fetch
      if (begun.has(report) && !partial) return;
      begun.add(report);
      fetch(page.flatMap(({ fields }) => report.lookupKeys(fields)));
      // most chains end in small streams, which are in memory: asking for their keys ahead would be work for nothing
      if (misses > tolerableMisses) fetch(page.flatMap(({ fields }) => report.lookupKeys(fields, lookups)));
    },
    rows(index, key) {
      const cache = cacheOf(index);
      if (cache === undefined) return none;
      const ready = cache.get(key);
      if (ready !== undefined) return ready;
      misses += 1;
      cache.fetch([key]);
      return cache.get(key) ?? none;
    },
  };
  return lookups;
}
