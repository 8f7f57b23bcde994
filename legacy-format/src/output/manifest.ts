import type { CompiledFormat, ControlTotalValue } from '../types';

const MANIFEST_VERSION = 1;

/** read = filtered + rejected + unchanged + written; superseded are older versions that were dropped before. */
export interface ReportCounts {
  read: number;
  filtered: number;
  rejected: number;
  written: number;
  superseded: number;
  unchanged: number;
}

export interface ManifestReport {
  report: string;
  mode: 'snapshot' | 'changes';
  /** Relative to the manifest. */
  file: string;
  bytes: number;
  /** Of the file, hex. */
  sha256: string;
  /** Every file of the report, the one above first, when its rows needed more than one. */
  parts?: readonly { file: string; bytes: number; sha256: string; rows: number }[];
  /** Relative to the manifest; null when nothing was rejected. */
  rejects: string | null;
  header: readonly string[];
  counts: ReportCounts;
  /** `reasons` counts the findings on rows that were kept, by reason code. */
  warnings: { truncatedCells: number; reasons: Readonly<Record<string, number>> };
  controlTotals: Readonly<Record<string, ControlTotalValue>>;
}

export interface ManifestInput {
  batchId: string;
  /** ISO instant, UTC. */
  createdAt: string;
  /** Epoch seconds that grow from batch to batch; null when the batch has no snapshot. */
  version: number | null;
  syncId: number | null;
  reports: readonly ManifestReport[];
}

export interface Manifest extends ManifestInput {
  manifestVersion: typeof MANIFEST_VERSION;
  format: string;
  formatVersion: number;
  formatSha256: string;
  tenant: string;
  software: string;
  trade: string | null;
  timeZone: string;
}

/** The manifest of a batch, its members in the order that a reader expects. */
export function buildManifest(format: CompiledFormat, batch: ManifestInput): Manifest {
  const { definition, sha256, context } = format;
  return {
    manifestVersion: MANIFEST_VERSION,
    batchId: batch.batchId,
    createdAt: batch.createdAt,
    version: batch.version,
    format: definition.format,
    formatVersion: definition.version,
    formatSha256: sha256,
    tenant: context.tenantKey,
    software: context.software,
    trade: context.trade ?? null,
    timeZone: context.timeZone,
    syncId: batch.syncId,
    reports: batch.reports,
  };
}
