import { bulkInsert } from '../database/bulk';
import type { Database, SqlValue } from '../database/database';

import { keyList, storedKey } from './key';
import type { RawPlace } from './raw-log';

/** The newest version of one record: its projected fields as a JSON list, and where its raw text stands. */
export interface SpoolRow extends RawPlace {
  readonly key: string;
  /** see sortableInstant */
  readonly modified: string;
  readonly fields: string;
}

/** A version as it arrives. */
export interface NewRow extends SpoolRow {
  /** epoch milliseconds */
  readonly emittedAt: number;
}

/** Rows of one stream by primary key, newest version only. */
export interface RowTable {
  readonly name: string;
  /** Newest wins; a version equal in age replaces, because it came later. */
  put(rows: readonly NewRow[]): void;
  /** Rows after a key, in key order; from the first one when `after` is null. */
  page(after: string | null, limit: number): SpoolRow[];
  byKeys(keys: readonly string[]): SpoolRow[];
  count(): number;
  /** of raw text that rows point to */
  rawBytes(): number;
  move(row: SpoolRow, to: RawPlace): void;
}

type Selected = readonly [string, string, string, number, number, number];

const columns = 'cast(key AS text), modified, fields, file, position, length';

function rowOf([key, modified, fields, file, position, length]: Selected): SpoolRow {
  return { key, modified, fields, file, position, length };
}

export function createRowTable(database: Database, name: string): RowTable {
  // `key` has no declared type: integers stay integers and come before texts
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${name} (key NOT NULL PRIMARY KEY, modified TEXT NOT NULL, emitted_at INTEGER NOT NULL,
       fields TEXT NOT NULL, file INTEGER NOT NULL, position INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID`,
  );
  const put = bulkInsert(
    database,
    name,
    7,
    `ON CONFLICT (key) DO UPDATE SET modified = excluded.modified, emitted_at = excluded.emitted_at, fields = excluded.fields,
       file = excluded.file, position = excluded.position, length = excluded.length
     WHERE excluded.modified > modified OR (excluded.modified = modified AND excluded.emitted_at >= emitted_at)`,
  );
  const first = database.statement(`SELECT ${columns} FROM ${name} ORDER BY key LIMIT ?`);
  const next = database.statement(`SELECT ${columns} FROM ${name} WHERE key > ? ORDER BY key LIMIT ?`);
  const some = database.statement(`SELECT ${columns} FROM ${name} WHERE key IN (SELECT value FROM json_each(?))`);
  const moved = database.statement(`UPDATE ${name} SET file = ?, position = ?, length = ? WHERE key = ?`);
  return {
    name,
    put(rows) {
      const values: SqlValue[] = [];
      for (const { key, modified, emittedAt, fields, file, position, length } of rows)
        values.push(storedKey(key), modified, emittedAt, fields, file, position, length);
      put(values);
    },
    page: (after, limit) =>
      (after === null ? first.all<Selected>(limit) : next.all<Selected>(storedKey(after), limit)).map(rowOf),
    byKeys: (keys) => some.all<Selected>(keyList(keys)).map(rowOf),
    count: () => database.statement(`SELECT count(*) FROM ${name}`).all<[number]>()[0]?.[0] ?? 0,
    rawBytes: () => database.statement(`SELECT coalesce(sum(length), 0) FROM ${name}`).all<[number]>()[0]?.[0] ?? 0,
    move(row, { file, position, length }) {
      moved.run(file, position, length, storedKey(row.key));
    },
  };
}

export function dropTable(database: Database, name: string): void {
  database.exec(`DROP TABLE IF EXISTS ${name}`);
}

/** True when `candidate` replaces `present`: the rule of RowTable.put, for versions that meet before they get there. */
export function replaces(candidate: NewRow, present: NewRow): boolean {
  if (candidate.modified !== present.modified) return candidate.modified > present.modified;
  return candidate.emittedAt >= present.emittedAt;
}
