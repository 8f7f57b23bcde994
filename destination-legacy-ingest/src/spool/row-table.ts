import type { Fields } from 'legacy-format';

import { bulkInsert } from '../database/bulk';
import type { Database, SqlValue } from '../database/database';

import { keyList, storedKey } from './key';
import type { RawPlace } from './raw-log';

/** The newest version of one record: its projected fields, and where its raw text stands. */
export interface SpoolRow extends RawPlace {
  readonly key: string;
  /** see rankOf */
  readonly rank: string;
  readonly fields: Fields;
}

/** A version as it arrives. */
export interface NewRow extends Omit<SpoolRow, 'fields'> {
  /** as JSON */
  readonly fields: string;
}

/** Rows of one stream by primary key, newest version only. */
export interface RowTable {
  readonly name: string;
  /** Newest wins; a version equal in age replaces, because it came later. */
  put(rows: readonly NewRow[]): void;
  /** Rows after a key, in key order; from the first one when `after` is null. */
  page(after: string | null, limit: number): SpoolRow[];
  byKeys(keys: readonly string[]): Fields[];
  count(): number;
  /** of raw text that rows point to */
  rawBytes(): number;
  move(row: SpoolRow, to: RawPlace): void;
}

/** rank, file, position, length, fields */
type Body = readonly [string, number, number, number, Fields];

/**
 * All of a row but its key, as the inside of a JSON list. One value a row, because handing a value over to SQLite costs
 * more than storing it.
 */
function bodyOf(row: NewRow): string {
  return `"${row.rank}",${row.file},${row.position},${row.length},${row.fields}`;
}

const rankIn = (body: string): string => `substr(${body}, 2, instr(${body}, '",') - 2)`;

type Stored = readonly [key: string, body: string];

function rowOf([key, body]: Stored): SpoolRow {
  const [rank, file, position, length, fields] = JSON.parse(`[${body}]`) as Body;
  return { key, rank, fields, file, position, length };
}

export function createRowTable(database: Database, name: string): RowTable {
  // `key` has no declared type: integers stay integers and come before texts
  database.exec(`CREATE TABLE IF NOT EXISTS ${name} (key NOT NULL PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`);
  const put = bulkInsert(
    database,
    name,
    2,
    `ON CONFLICT (key) DO UPDATE SET body = excluded.body WHERE ${rankIn('excluded.body')} >= ${rankIn('body')}`,
  );
  const listed = `SELECT cast(key AS text), body FROM ${name}`;
  const first = database.statement(`${listed} ORDER BY key LIMIT ?`);
  const next = database.statement(`${listed} WHERE key > ? ORDER BY key LIMIT ?`);
  const some = database.statement(`${listed} WHERE key IN (SELECT value FROM json_each(?))`);
  const moved = database.statement(`UPDATE ${name} SET body = ? WHERE key = ?`);
  const number = (sql: string): number => database.statement(sql).all<[number]>()[0]?.[0] ?? 0;
  return {
    name,
    put(rows) {
      const values: SqlValue[] = [];
      for (const row of rows) values.push(storedKey(row.key), bodyOf(row));
      put(values);
    },
    page: (after, limit) =>
      (after === null ? first.all<Stored>(limit) : next.all<Stored>(storedKey(after), limit)).map(rowOf),
    byKeys: (keys) => some.all<Stored>(keyList(keys)).map((stored) => rowOf(stored).fields),
    count: () => number(`SELECT count(*) FROM ${name}`),
    rawBytes: () => number(`SELECT coalesce(sum(json_extract('[' || body || ']', '$[3]')), 0) FROM ${name}`),
    move(row, to) {
      moved.run(bodyOf({ ...row, ...to, fields: JSON.stringify(row.fields) }), storedKey(row.key));
    },
  };
}

export function dropTable(database: Database, name: string): void {
  database.exec(`DROP TABLE IF EXISTS ${name}`);
}

/** True when `candidate` replaces `present`: the rule of RowTable.put, for versions that meet before they get there. */
export function replaces(candidate: NewRow, present: NewRow): boolean {
  return candidate.rank >= present.rank;
}
