import type { Fields, IndexUse } from 'legacy-format';

import type { Database } from '../database/database';

import { createIndexTable, type IndexEntry, type IndexTable } from './index-table';
import { createRowTable, dropTable, type NewRow, type RowTable } from './row-table';

/** A row with the values that it is found by, in the order of the table's indexes. */
export interface IndexedRow {
  readonly row: NewRow;
  readonly values: readonly (readonly string[])[];
}

/** The rows of a stream together with the ways in which other reports look them up. */
export interface StreamTable {
  readonly rows: RowTable;
  put(rows: readonly IndexedRow[]): void;
  /** @param fields asked for only when the row has to be found in other ways than by its key */
  indexed(row: NewRow, fields: () => Fields): IndexedRow;
  /** The rows that are found under the given keys of an index. */
  find(index: IndexUse, keys: readonly string[]): Fields[];
  drop(): void;
}

const entriesOf = ({ key: rowKey }: NewRow, values: readonly string[]): IndexEntry[] =>
  values.map((value) => ({ value, rowKey }));

/** @param primary the path of the primary key: an index on it is the table itself */
export function openStreamTable(
  database: Database,
  name: string,
  indexes: readonly IndexUse[],
  primary: string | undefined,
): StreamTable {
  const rows = createRowTable(database, name);
  const tables = new Map<string, { use: IndexUse; table: IndexTable }>();
  indexes.forEach((use, position) => {
    if (use.path !== primary) tables.set(use.name, { use, table: createIndexTable(database, `${name}_i${position}`) });
  });
  const indexed = [...tables.values()];
  return {
    rows,
    indexed(row, fields) {
      if (indexed.length === 0) return { row, values: [] };
      const all = fields();
      return { row, values: indexed.map(({ use }) => use.keysOf(all)) };
    },
    put(entries) {
      rows.put(entries.map(({ row }) => row));
      indexed.forEach(({ table }, position) => {
        table.add(entries.flatMap(({ row, values }) => entriesOf(row, values[position] ?? [])));
      });
    },
    find(index, keys) {
      const entry = tables.get(index.name);
      return rows.byKeys(entry === undefined ? keys : entry.table.rowKeys(keys));
    },
    drop() {
      dropTable(database, name);
      for (const { table } of indexed) dropTable(database, table.name);
    },
  };
}
