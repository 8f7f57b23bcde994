import { bulkInsert } from '../database/bulk';
import type { Database, SqlValue } from '../database/database';

import { keyList, storedKey } from './key';

export interface IndexEntry {
  readonly value: string;
  readonly rowKey: string;
}

/**
 * Which rows may have a value in a field. It may name too many, because what a replaced version was found by stays; the
 * reader looks at the row itself. It never names too few.
 */
export interface IndexTable {
  readonly name: string;
  add(entries: readonly IndexEntry[]): void;
  /** Keys of the rows that may have one of the values. */
  rowKeys(values: readonly string[]): string[];
}

export function createIndexTable(database: Database, name: string): IndexTable {
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${name} (value NOT NULL, row_key NOT NULL, PRIMARY KEY (value, row_key)) WITHOUT ROWID`,
  );
  const insert = bulkInsert(database, name, 2, 'ON CONFLICT DO NOTHING');
  const find = database.statement(
    `SELECT DISTINCT cast(row_key AS text) FROM ${name} WHERE value IN (SELECT value FROM json_each(?))`,
  );
  return {
    name,
    add(entries) {
      const values: SqlValue[] = [];
      for (const { value, rowKey } of entries) values.push(storedKey(value), storedKey(rowKey));
      insert(values);
    },
    rowKeys: (values) => find.all<[string]>(keyList(values)).map(([key]) => key),
  };
}
