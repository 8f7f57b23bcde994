import type { Database } from '../database/database';
import { storedKey } from '../spool/key';

/** Where the rows of a report go. */
export interface RowSink {
  row(key: string, cells: readonly string[]): void;
  /** Called once, after the last line. */
  end(): void;
}

/** Rows that come in the order of their keys already. */
export function passOn(write: (cells: readonly string[]) => void): RowSink {
  return {
    row(_key, cells) {
      write(cells);
    },
    end: () => undefined,
  };
}

/** Rows of a report whose key is not that of its records: sorted on the disk, numbers by value before texts. */
export function sortRows(scratch: Database, table: string, write: (cells: readonly string[]) => void): RowSink {
  scratch.exec(
    `CREATE TABLE ${table} (key NOT NULL, number INTEGER NOT NULL, cells TEXT NOT NULL, PRIMARY KEY (key, number)) WITHOUT ROWID`,
  );
  const insert = scratch.statement(`INSERT INTO ${table} VALUES (?, ?, ?)`);
  const page = scratch.statement(`SELECT cells FROM ${table} ORDER BY key, number LIMIT 1000 OFFSET ?`);
  let count = 0;
  return {
    row(key, cells) {
      count += 1;
      insert.run(storedKey(key), count, JSON.stringify(cells));
    },
    end() {
      for (let done = 0; done < count;) {
        const rows = page.all<[string]>(done);
        for (const [cells] of rows) write(JSON.parse(cells) as string[]);
        done += rows.length;
      }
    },
  };
}
