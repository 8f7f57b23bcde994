import type { LegacyFormat, RejectColumn } from 'servicetitan-specs';

import type { ResolvedFormat } from './resolve';
import type { CompiledFormat, ControlTotalValue, FormatContext, Reason } from './types';

export * from './types';
export { FormatError, type FormatProblem } from './errors';
export { resolveFormat, type ResolvedColumn, type ResolvedFormat, type ResolvedReport } from './resolve';

const soon = (): never => {
  throw new Error('not there yet');
};

/** Reads a format from YAML or JSON text; FormatError says line, column and the nearest valid word. */
export function parseFormat(_text: string): LegacyFormat {
  return soon();
}
/** FormatError when names do not fit together or the time zone is unknown. */
export function compileFormat(_format: LegacyFormat, _context: FormatContext): CompiledFormat {
  return soon();
}

/** Order of two API timestamps as exact instants, all fraction digits; null (and unreadable text) is oldest. */
export function compareInstants(_a: string | null, _b: string | null): number {
  return soon();
}
/** True for a number that JSON.parse may have changed: no safe integer, or more than 15 significant digits. */
export function needsExactText(_value: number): boolean {
  return soon();
}
/** JSON.parse, but numbers that a JS number cannot hold exactly become strings. */
export function parseLossless(_text: string): unknown {
  return soon();
}

/** Cells to CSV text. `start` gives the first characters of a file (byte-order mark, header), `line` one row. */
export interface CsvEncoder {
  start(header: readonly string[]): string;
  line(cells: readonly string[]): string;
}
export function csvEncoder(_csv: ResolvedFormat['csv']): CsvEncoder {
  return soon();
}

/** One rejected record: one line per reason. */
export interface RejectedRecord {
  batchId: string;
  report: string;
  sourceStream: string;
  /** Empty when the record has none. */
  sourceId: string;
  /** 1 for the first record read. */
  rowNumber: number;
  reasons: readonly Reason[];
  rawJson: string;
}
export interface RejectsEncoder {
  start(): string;
  lines(record: RejectedRecord): string;
}
/** The rejects file has the columns that the format's validation.rejects.columns lists. */
export function rejectsEncoder(_columns: readonly RejectColumn[], _csv: ResolvedFormat['csv']): RejectsEncoder {
  return soon();
}

/** What stands in {places} of a naming template. Windows are ISO dates; null when no record had a modifiedOn. */
export interface NamingValues {
  report?: { key: string; title: string };
  window?: { from: string; to: string } | null;
  tenant?: { key: string };
  batch?: { id: string };
  ext?: string;
  name?: string;
}
/** Fills a naming template in; path separators and characters that Windows refuses in values become `-`. */
export function fileName(_template: string, _values: NamingValues): string {
  return soon();
}

/** First 16 hex digits of sha256 over tenant, format and each report's key and file digests; no clock in it. */
export function batchId(_batch: {
  tenantKey: string;
  formatSha256: string;
  reports: readonly { report: string; sha256: string }[];
}): string {
  return soon();
}
/** Digest of a row's content as delivered, for resend: if-content-changed. 32 hex digits. */
export function contentDigest(_cells: readonly string[]): string {
  return soon();
}

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
  file: string;
  bytes: number;
  sha256: string;
  rejects: string | null;
  header: readonly string[];
  counts: ReportCounts;
  warnings: { truncatedCells: number; reasons: Readonly<Record<string, number>> };
  controlTotals: Readonly<Record<string, ControlTotalValue>>;
}
export interface ManifestInput {
  batchId: string;
  /** ISO instant, UTC. */
  createdAt: string;
  /** Epoch seconds that grow from batch to batch; null when there is no snapshot in the batch. */
  version: number | null;
  syncId: number | null;
  reports: readonly ManifestReport[];
}
export interface Manifest extends ManifestInput {
  manifestVersion: 1;
  format: string;
  formatVersion: number;
  formatSha256: string;
  tenant: string;
  software: string;
  trade: string | null;
  timeZone: string;
}
export function buildManifest(_format: CompiledFormat, _batch: ManifestInput): Manifest {
  return soon();
}

/** The destination configuration's `limits`. */
export interface ConfiguredLimits {
  max_reject_rate?: number;
  max_reject_rows?: number;
  min_rows_vs_previous?: number;
  allow_empty_snapshot?: boolean;
}
export interface JudgedReport {
  report: string;
  counts: ReportCounts;
  /** Rows whose column says fail. */
  fatalRows: number;
  /** Rows of the last published snapshot; null when there was none. */
  previousRows: number | null;
}
/** Why the batch must not be published, in plain words; empty when it may. Configured limits win over the format's. */
export function judgeBatch(
  _format: CompiledFormat,
  _configured: ConfiguredLimits,
  _reports: readonly JudgedReport[],
): string[] {
  return soon();
}
