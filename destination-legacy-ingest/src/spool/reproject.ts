import { isJsonObject, rawData, type RecordInput, type StreamKey } from 'airbyte-runtime';
import type { Projection } from 'legacy-format';

import type { Database } from '../database/database';
import { pageRows } from '../settings';

import type { RawLog } from './raw-log';
import type { RowTable } from './row-table';
import type { StreamTable } from './stream-table';

/** A stored line as the message that it was. */
export function recordOf(stream: StreamKey, line: string): Pick<RecordInput, 'data' | 'line'> {
  const message: unknown = JSON.parse(line);
  const record = isJsonObject(message) ? message.record : undefined;
  const data = isJsonObject(record) ? record.data : undefined;
  if (!isJsonObject(data)) throw new Error(`a stored line of stream ${stream.name} holds no record`);
  return { data, line };
}

/**
 * Fills a new table with the same records as the format now looks at them.
 * @returns false when the raw text of a record is gone, so that the new fields cannot be known
 */
export function reproject(
  database: Database,
  stream: StreamKey,
  from: RowTable,
  to: StreamTable,
  { log, projection }: { readonly log: RawLog; readonly projection: Projection },
): boolean {
  for (let page = from.page(null, pageRows); page.length > 0; page = from.page(page.at(-1)?.key ?? null, pageRows)) {
    const lines = page.map((row) => log.read(row));
    if (lines.includes(undefined)) return false;
    const rows = page.map((row, position) => {
      const record = recordOf(stream, lines[position] ?? '');
      const fields = projection.project(record.data, () => rawData(record));
      return to.indexed({ ...row, fields: JSON.stringify(fields) }, () => fields);
    });
    database.transaction(() => {
      to.put(rows);
    });
  }
  return true;
}
