import type { Database, SqlValue } from './database';

/** Rows per statement: one run of a statement costs as much as inserting a row, so rows share it. */
const rowsPerRun = 50;

/** Inserts rows given as one flat list of values, `width` for each. */
export type BulkInsert = (values: readonly SqlValue[]) => void;

/** @param conflict what to do with a row that is there already, e.g. `ON CONFLICT DO NOTHING` */
export function bulkInsert(database: Database, table: string, width: number, conflict = ''): BulkInsert {
  const row = `(${new Array<string>(width).fill('?').join(', ')})`;
  const insert = (rows: number) =>
    database.statement(`INSERT INTO ${table} VALUES ${new Array<string>(rows).fill(row).join(', ')} ${conflict}`);
  const many = insert(rowsPerRun);
  const one = insert(1);
  return (values) => {
    let at = 0;
    for (; at + width * rowsPerRun <= values.length; at += width * rowsPerRun)
      many.run(...values.slice(at, at + width * rowsPerRun));
    for (; at < values.length; at += width) one.run(...values.slice(at, at + width));
  };
}
