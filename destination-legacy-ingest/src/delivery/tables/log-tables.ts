import type { ColumnDefinition, TableDefinition, TableName } from './server';

/** Where our own tables are: a schema of their own, or names that begin alike. */
export interface LogPlace {
  readonly schema: string;
  /** in front of each name; may be empty */
  readonly prefix: string;
}

/** What an operator asks what was loaded when; nobody else's tables depend on these. */
export interface LogTables {
  /** one row a batch, published or held back; its number grows */
  readonly batches: TableDefinition;
  /** one row for each report of a published batch */
  readonly loads: TableDefinition;
  /** one row for each reason why a record is in no report */
  readonly rejects: TableDefinition;
  /** rows of the batch of a tenant that was held back last */
  readonly quarantined: TableDefinition;
}

/** Of the rejects table, in the names that `validation.rejects.columns` of a format knows. */
export const rejectColumns = [
  'report',
  'source_stream',
  'source_id',
  'row_number',
  'reason_code',
  'column',
  'message',
  'raw_json',
] as const;

const name = (column: string): ColumnDefinition => ({ name: column, kind: 'name', required: true });
const text = (column: string): ColumnDefinition => ({ name: column, kind: 'text' });
const bigint = (column: string): ColumnDefinition => ({ name: column, kind: 'bigint' });
const identity: ColumnDefinition = { name: 'number', kind: 'identity', required: true };
const recordedAt: ColumnDefinition = {
  name: 'recorded_at',
  kind: 'instant',
  required: true,
  initially: 'CURRENT_TIMESTAMP',
};

export function logTablesOf({ schema, prefix }: LogPlace): LogTables {
  const table = (tableName: string): TableName => ({ schema, name: `${prefix}${tableName}` });
  return {
    batches: {
      table: table('batches'),
      columns: [
        identity,
        name('tenant'),
        name('batch_id'),
        name('status'),
        bigint('version'),
        bigint('sync_id'),
        text('format'),
        text('format_sha256'),
        text('reasons'),
        text('manifest'),
        recordedAt,
      ],
      index: ['tenant', 'number'],
    },
    loads: {
      table: table('loads'),
      columns: [
        identity,
        name('tenant'),
        name('batch_id'),
        bigint('version'),
        bigint('sync_id'),
        bigint('generation'),
        name('report'),
        name('mode'),
        text('table_name'),
        bigint('rows_read'),
        bigint('rows_filtered'),
        bigint('rows_loaded'),
        bigint('rows_replaced'),
        bigint('rows_rejected'),
        bigint('rows_unchanged'),
        text('sha256'),
        text('control_totals'),
        recordedAt,
      ],
      index: ['tenant', 'report', 'number'],
    },
    rejects: {
      table: table('rejects'),
      columns: [identity, name('tenant'), name('batch_id'), ...rejectColumns.map(text), recordedAt],
      index: ['tenant', 'batch_id'],
    },
    quarantined: {
      table: table('quarantined_rows'),
      columns: [identity, name('tenant'), name('batch_id'), name('report'), text('row_values'), recordedAt],
      index: ['tenant', 'batch_id'],
    },
  };
}
