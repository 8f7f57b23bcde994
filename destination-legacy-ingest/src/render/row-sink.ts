import type { Database } from '../database/database';
import { storedKey } from '../spool/key';

import type { EncodedRow } from './encoding/encoding';

/** Where the rows of a report go. */
export interface RowSink {
  row(row: EncodedRow): void;
  /** Called once, after the last line. */
  end(): void;
}

/** Rows that come in the order of their keys already. */
export function passOn(write: (row: EncodedRow) => void): RowSink {
  return { row: write, end: () => undefined };
}

/** Rows of a report whose key is not that of its records: sorted on the disk, numbers by value before texts. */
export function sortRows(scratch: Database, table: string, write: (row: EncodedRow) => void): RowSink {
  scratch.exec(
    `CREATE TABLE ${table} (key NOT NULL, number INTEGER NOT NULL, row TEXT NOT NULL, PRIMARY KEY (key, number)) WITHOUT ROWID`,
  );
  const insert = scratch.statement(`INSERT INTO ${table} VALUES (?, ?, ?)`);
  const page = scratch.statement(`SELECT row FROM ${table} ORDER BY key, number LIMIT 1000 OFFSET ?`);
  let count = 0;
  return {
    row({ key, cells, values }) {
      count += 1;
      insert.run(storedKey(key), count, JSON.stringify({ key, cells, values }));
    },
    end() {
      for (let done = 0; done < count;) {
        const rows = page.all<[string]>(done);
        for (const [row] of rows) write(JSON.parse(row) as EncodedRow);
        done += rows.length;
      }
    },
  };
}
