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

/** key, rank, file, position, length, fields */
type Listed = readonly [string, string, number, number, number, Fields];

/**
 * Rows as one JSON text: handing one string over to JavaScript and parsing it costs half of what as many rows with several
 * values cost. The fields are JSON already.
 */
const listed = `'[' || group_concat('[' || json_quote(cast(key AS text)) || ',"' || rank || '",' || place || ',' || fields ||
  ']' ORDER BY key) || ']'`;

function rowsOf([answer]: readonly (readonly [string | null])[]): SpoolRow[] {
  const text = answer?.[0] ?? null;
  if (text === null) return [];
  return (JSON.parse(text) as Listed[]).map(([key, rank, file, position, length, fields]) => ({
    key,
    rank,
    fields,
    file,
    position,
    length,
  }));
}

const placeText = ({ file, position, length }: RawPlace): string => `${file},${position},${length}`;

export function createRowTable(database: Database, name: string): RowTable {
  // `key` has no declared type: integers stay integers and come before texts
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${name} (key NOT NULL PRIMARY KEY, rank TEXT NOT NULL, place TEXT NOT NULL,
       fields TEXT NOT NULL) WITHOUT ROWID`,
  );
  const put = bulkInsert(
    database,
    name,
    4,
    `ON CONFLICT (key) DO UPDATE SET rank = excluded.rank, place = excluded.place, fields = excluded.fields
     WHERE excluded.rank >= rank`,
  );
  const first = database.statement(`SELECT ${listed} FROM (SELECT * FROM ${name} ORDER BY key LIMIT ?)`);
  const next = database.statement(`SELECT ${listed} FROM (SELECT * FROM ${name} WHERE key > ? ORDER BY key LIMIT ?)`);
  const some = database.statement(
    `SELECT '[' || group_concat(fields) || ']' FROM ${name} WHERE key IN (SELECT value FROM json_each(?))`,
  );
  const moved = database.statement(`UPDATE ${name} SET place = ? WHERE key = ?`);
  return {
    name,
    put(rows) {
      const values: SqlValue[] = [];
      for (const row of rows) values.push(storedKey(row.key), row.rank, placeText(row), row.fields);
      put(values);
    },
    page: (after, limit) =>
      rowsOf(after === null ? first.all<[string | null]>(limit) : next.all<[string | null]>(storedKey(after), limit)),
    byKeys(keys) {
      const text = some.all<[string | null]>(keyList(keys))[0]?.[0] ?? null;
      return text === null ? [] : (JSON.parse(text) as Fields[]);
    },
    count: () => database.statement(`SELECT count(*) FROM ${name}`).all<[number]>()[0]?.[0] ?? 0,
    rawBytes: () =>
      database
        .statement(`SELECT coalesce(sum(json_extract('[' || place || ']', '$[2]')), 0) FROM ${name}`)
        .all<[number]>()[0]?.[0] ?? 0,
    move(row, to) {
      moved.run(placeText(to), storedKey(row.key));
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
