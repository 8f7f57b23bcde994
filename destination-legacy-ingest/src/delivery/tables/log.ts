import type { Manifest } from 'legacy-format';

import type { OutboundBatch, VisibleSnapshot } from '../delivery';

import type { LogTables } from './log-tables';
import type { Session, TableServer } from './server';

/** A batch as our tables remember it. */
export interface LoggedBatch {
  readonly number: number;
  readonly id: string;
  /** 0 when it had no snapshot */
  readonly version: number;
}

export interface LoggedLoad {
  readonly report: string;
  readonly table: string;
  readonly replaced: number;
}

/** Our own tables of one tenant. */
export interface Log {
  /** The batch that was published last. */
  last(session: Session): Promise<LoggedBatch | undefined>;
  /** The greatest version that was ever published. */
  newestVersion(session: Session): Promise<number>;
  snapshots(session: Session): Promise<VisibleSnapshot[]>;
  batch(
    session: Session,
    manifest: Manifest,
    status: 'published' | 'quarantined',
    reasons?: readonly string[],
  ): Promise<void>;
  loaded(session: Session, batch: OutboundBatch, loads: readonly LoggedLoad[]): Promise<void>;
}

export function createLog(server: TableServer, tables: LogTables, tenant: string): Log {
  const q = server.quote;
  const batches = server.nameOf(tables.batches.table);
  const loads = server.nameOf(tables.loads.table);
  const mine = server.is('tenant', tenant);

  async function insert(session: Session, table: string, values: Readonly<Record<string, string | number | null>>) {
    const names = Object.keys(values);
    await session.query(
      `INSERT INTO ${table} (${names.map(q).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      Object.values(values),
    );
  }

  return {
    async last(session) {
      // drivers give a bigint as text
      const [row] = await session.query<{ number: string; batch_id: string; version: string | null }>(
        `SELECT ${q('number')}, batch_id, version FROM ${batches} WHERE ${mine.sql} AND status = 'published' ORDER BY ${q('number')} DESC LIMIT 1`,
        mine.values,
      );
      return row && { number: Number(row.number), id: row.batch_id, version: Number(row.version ?? 0) };
    },
    async newestVersion(session) {
      const [row] = await session.query<{ version: string | null }>(
        `SELECT MAX(version) AS version FROM ${loads} WHERE ${mine.sql}`,
        mine.values,
      );
      return Number(row?.version ?? 0);
    },
    async snapshots(session) {
      const rows = await session.query<{ report: string; rows_loaded: string; version: string }>(
        `SELECT report, rows_loaded, version FROM ${loads} WHERE ${mine.sql} AND ${q('number')} IN (SELECT MAX(${q('number')}) FROM ${loads} WHERE ${mine.sql} AND mode = 'snapshot' GROUP BY report)`,
        [...mine.values, ...mine.values],
      );
      return rows.map(({ report, rows_loaded: loaded, version }) => ({
        report,
        rows: Number(loaded),
        version: Number(version),
      }));
    },
    async batch(session, manifest, status, reasons = []) {
      await insert(session, batches, {
        tenant,
        batch_id: manifest.batchId,
        status,
        version: manifest.version,
        sync_id: manifest.syncId,
        format: manifest.format,
        format_sha256: manifest.formatSha256,
        reasons: reasons.length === 0 ? null : reasons.join('\n'),
        manifest: JSON.stringify(manifest),
      });
    },
    async loaded(session, { manifest: { content }, generations }, done) {
      for (const { report, table, replaced } of done) {
        const told = content.reports.find((each) => each.report === report);
        await insert(session, loads, {
          tenant,
          batch_id: content.batchId,
          version: content.version,
          sync_id: content.syncId,
          generation: generations[report] ?? null,
          report,
          mode: told?.mode ?? '',
          table_name: table,
          rows_read: told?.counts.read ?? 0,
          rows_filtered: told?.counts.filtered ?? 0,
          rows_loaded: told?.counts.written ?? 0,
          rows_replaced: replaced,
          rows_rejected: told?.counts.rejected ?? 0,
          rows_unchanged: told?.counts.unchanged ?? 0,
          sha256: told?.sha256 ?? '',
          control_totals: JSON.stringify(told?.controlTotals ?? {}),
        });
      }
    },
  };
}
