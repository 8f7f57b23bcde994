import type { RecordInput } from 'airbyte-runtime';
import type { Projection } from 'legacy-format';

import type { Database } from '../database/database';
import { bufferedRows, bufferedText } from '../settings';

import { sortableInstant } from './instant';
import { keyText } from './key';
import { rankOf } from './rank';
import type { RawLog } from './raw-log';
import { fieldsOf } from './record-fields';
import { replaces, type NewRow } from './row-table';
import type { IndexedRow, StreamTable } from './stream-table';

/** Takes the records of one stream into its table: projects each at once, writes many in one transaction. */
export interface StreamWriter {
  /** False when the record has no primary key; it is not stored then. */
  put(record: RecordInput): boolean;
  /** All rows that came are in the table, and committed. */
  commit(): void;
  /** records stored so far, older versions and those of a journal included */
  readonly received: () => number;
}

export function createStreamWriter(
  database: Database,
  table: StreamTable,
  log: RawLog,
  projection: Projection,
): StreamWriter {
  const buffer = new Map<string, IndexedRow>();
  let text = 0;
  let received = 0;

  function flush(): void {
    log.flush();
    if (buffer.size === 0) return;
    database.grouped(() => {
      table.put([...buffer.values()]);
    });
    buffer.clear();
    text = 0;
  }

  return {
    put(record) {
      const fields = fieldsOf(record, projection);
      const key = keyText(fields.key);
      if (key === null) return false;
      received += 1;
      const row: NewRow = {
        key,
        rank: rankOf(sortableInstant(fields.cursor), record.emittedAt),
        fields: fields.text,
        ...log.append(record.bytes),
      };
      const present = buffer.get(key);
      if (present === undefined || replaces(row, present.row)) {
        buffer.set(key, table.indexed(row, fields.all));
        text += row.fields.length;
      }
      if (buffer.size >= bufferedRows || text >= bufferedText) flush();
      return true;
    },
    commit() {
      flush();
      database.commit();
    },
    received: () => received,
  };
}
