import type { CompiledFormat, StagingValue } from 'legacy-format';

import type { Disk } from '../../disk/disk';
import type { OutboundBatch, OutboundFile } from '../delivery';

import type { LogTables } from './log-tables';
import { rejectRows, rejectTableColumns } from './rejects';
import type { ColumnKind, Row, Session, TableServer } from './server';
import { rowsOfLines, stagedLines } from './staged-rows';
import type { Target } from './targets';

export interface KeepContext {
  readonly server: TableServer;
  readonly disk: Disk;
  readonly format: CompiledFormat;
  readonly tables: LogTables;
  readonly targets: readonly Target[];
}

/** Rows of the rejects table; those of the same batch from an earlier attempt go. */
export async function keepRejects(
  session: Session,
  files: readonly OutboundFile[],
  batchId: string,
  { server, disk, format, tables }: KeepContext,
): Promise<void> {
  const { table } = tables.rejects;
  const tenant = server.is('tenant', format.context.tenantKey);
  const batch = server.is('batch_id', batchId);
  await session.remove(table, { sql: `${tenant.sql} AND ${batch.sql}`, values: [...tenant.values, ...batch.values] });
  for (const file of files)
    if (file.kind === 'rejects') await session.load(table, rejectTableColumns, rejectRows(file, batchId, format, disk));
}

/** A number as one, where JSON holds it as it is. */
function typed(value: StagingValue, kind: ColumnKind): StagingValue {
  const isNumber = kind === 'number' || kind === 'integer' || kind === 'bigint';
  return isNumber && value !== null && String(Number(value)) === value ? Number(value) : value;
}

function* asDocuments(
  rows: Iterable<readonly Row[]>,
  { columns, report }: Target,
  fixed: readonly string[],
): Generator<readonly Row[]> {
  for (const block of rows)
    yield block.map((row) => [
      ...fixed,
      report,
      JSON.stringify(Object.fromEntries(columns.map(({ name, kind }, at) => [name, typed(row[at] ?? null, kind)]))),
    ]);
}

/** The rows of a batch that is held back, in place of those of the tenant's batch that was held back before. */
export async function keepRows(
  session: Session,
  batch: OutboundBatch,
  { server, disk, format, tables, targets }: KeepContext,
): Promise<void> {
  const { table } = tables.quarantined;
  const { tenantKey } = format.context;
  await session.remove(table, server.is('tenant', tenantKey));
  for (const file of batch.files) {
    const target = targets.find(({ report }) => report === file.report);
    if (file.kind !== 'data' || target === undefined) continue;
    const rows = rowsOfLines(stagedLines(disk, file, [], null));
    await session.load(
      table,
      ['tenant', 'batch_id', 'report', 'row_values'],
      asDocuments(rows, target, [tenantKey, batch.id]),
    );
  }
}
