import type { Database } from '../database/database';
import { compactBeyondBytes, compactedRows } from '../settings';

import type { RawLog } from './raw-log';
import type { RowTable } from './row-table';

/**
 * Moves the live lines of a raw log into its newest file when most of the rest is dead. The old files go only after every
 * row points to its new place on the disk, so a kill in between leaves lines behind but loses none.
 */
export function compact(database: Database, rows: RowTable, log: RawLog, beyond = compactBeyondBytes): boolean {
  const bytes = log.bytes();
  if (bytes <= beyond || rows.rawBytes() * 2 > bytes) return false;
  for (
    let page = rows.page(null, compactedRows);
    page.length > 0;
    page = rows.page(page.at(-1)?.key ?? null, compactedRows)
  ) {
    const old = page.filter(({ file }) => file < log.file);
    const moves = old.flatMap((row) => {
      const line = log.read(row);
      return line === undefined ? [] : [{ row, to: log.append(Buffer.from(line)) }];
    });
    log.sync();
    database.transaction(() => {
      for (const { row, to } of moves) rows.move(row, to);
    });
  }
  log.dropBefore(log.file);
  return true;
}
