import type { Fields, IndexUse } from 'legacy-format';

import type { Database } from '../database/database';

import { createIndexTable, type IndexTable } from './index-table';
import { createRowTable, dropTable, type RowTable, type SpoolRow } from './row-table';

/** The rows of a stream together with the ways in which other reports look them up. */
export interface StreamTable {
  readonly rows: RowTable;
  /** @param fields what `row.fields` says, for the indexes */
  put(row: SpoolRow, fields: Fields): void;
  /** The rows that are found under the given keys of an index. */
  find(index: IndexUse, keys: readonly string[]): Fields[];
  drop(): void;
}

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
    put(row, fields) {
      rows.put(row);
      for (const { use, table } of indexed) for (const value of use.keysOf(fields)) table.add(value, row.key);
    },
    find(index, keys) {
      const entry = tables.get(index.name);
      const found = rows.byKeys(entry === undefined ? keys : entry.table.rowKeys(keys));
      return found.map(({ fields }) => JSON.parse(fields) as Fields);
    },
    drop() {
      dropTable(database, name);
      for (const { table } of indexed) dropTable(database, table.name);
    },
  };
}
