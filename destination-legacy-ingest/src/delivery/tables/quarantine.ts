import type { CompiledFormat } from 'legacy-format';

import type { Disk } from '../../disk/disk';
import type { OutboundBatch, OutboundFile } from '../delivery';

import type { LogTables } from './log-tables';
import { rejectRows, rejectTableColumns } from './rejects';
import type { Row, Session, TableServer } from './server';
import { stagedRows } from './staged-rows';
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

function* asDocuments(
  rows: Iterable<readonly Row[]>,
  { columns, report }: Target,
  fixed: readonly string[],
): Generator<readonly Row[]> {
  for (const block of rows)
    yield block.map((row) => [
      ...fixed,
      report,
      JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null]))),
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
    const rows = stagedRows(disk, file, [], null);
    await session.load(
      table,
      ['tenant', 'batch_id', 'report', 'row_values'],
      asDocuments(rows, target, [tenantKey, batch.id]),
    );
  }
}
