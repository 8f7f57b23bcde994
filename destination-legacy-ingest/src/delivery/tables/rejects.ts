import { Readable } from 'node:stream';

import { parse } from 'csv-parse';
import type { CompiledFormat } from 'legacy-format';

import type { Disk } from '../../disk/disk';
import type { OutboundFile } from '../delivery';

import { fileBlocks } from './file-blocks';
import { rejectColumns } from './log-tables';
import type { Row } from './server';

/** Rows that are sent at a time: each may hold a whole record. */
const blockRows = 200;

export const rejectTableColumns: readonly string[] = ['tenant', 'batch_id', ...rejectColumns];

/** The lines of a rejects file as rows of the rejects table; a column that the format leaves out is null. */
export async function* rejectRows(
  file: OutboundFile,
  batchId: string,
  { definition: { csv }, context }: CompiledFormat,
  disk: Disk,
): AsyncGenerator<readonly Row[]> {
  const lines = Readable.from(fileBlocks(disk, file.path)).pipe(
    parse({ columns: true, bom: true, delimiter: csv.delimiter, quote: csv.quote, escape: csv.quote }),
  );
  let rows: Row[] = [];
  for await (const line of lines as AsyncIterable<Readonly<Record<string, string>>>) {
    rows.push([context.tenantKey, batchId, ...rejectColumns.map((column) => line[column] ?? null)]);
    if (rows.length < blockRows) continue;
    yield rows;
    rows = [];
  }
  yield rows;
}
