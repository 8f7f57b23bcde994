import type { ReportCounts } from '../output/manifest';
import type { RejectedRecord } from '../output/rejects';
import type { CompiledFormat, CompiledReport, ControlTotalValue, LookupReader, Row } from '../types';
import { compareInstants } from '../values/instant';

import type { HeldRecords } from './records';

export interface MemoryRender {
  readonly records: HeldRecords;
  /** of the same records; several reports share them */
  readonly lookups: LookupReader;
  /** the tenant's calendar date, YYYY-MM-DD */
  readonly today: string;
  /** Rows that are left out although the format lets them through; they count as filtered. Default: none. */
  readonly leaveOut?: (row: Row) => boolean;
}

/** A report that was rendered in memory: what a destination would write, and what it would count. */
export interface MemoryReport {
  readonly report: CompiledReport;
  /** in the order of the file */
  readonly rows: readonly Row[];
  /** the batch that tells of them gives them its id */
  readonly rejects: readonly Omit<RejectedRecord, 'batchId'>[];
  readonly counts: ReportCounts;
  /** rows for which the format says that the batch must not be published */
  readonly fatalRows: number;
  readonly warnings: { readonly truncatedCells: number; readonly reasons: Readonly<Record<string, number>> };
  readonly controlTotals: Readonly<Record<string, ControlTotalValue>>;
  /** tenant-zone dates of the oldest and newest record that was written; null when none has a date */
  readonly window: { readonly from: string; readonly to: string } | null;
}

function windowOf(format: CompiledFormat, changes: readonly (string | null)[]): MemoryReport['window'] {
  const known = changes.filter((at) => at !== null).sort(compareInstants);
  const [first, last] = [known[0], known.at(-1)];
  const from = first === undefined ? null : format.dateInZone(first);
  const to = last === undefined ? null : format.dateInZone(last);
  return from !== null && to !== null ? { from, to } : null;
}

/** Renders one report of the records in memory. */
export function renderInMemory(report: CompiledReport, format: CompiledFormat, given: MemoryRender): MemoryReport {
  const { records, lookups, today, leaveOut = () => false } = given;
  const source = records.stream(report.source);
  const run = report.begin({ lookups, today });
  const found: { row: Row; changed: string | null }[] = [];
  const rejects: Omit<RejectedRecord, 'batchId'>[] = [];
  let [read, filtered, fatalRows] = [0, 0, 0];
  for (const { key, fields, changed, rawJson } of source.records()) {
    read += 1;
    const rendered = run.render(fields);
    if (rendered.kind === 'rejected') {
      if (rendered.fatal) fatalRows += 1;
      rejects.push({
        report: report.key,
        sourceStream: report.source,
        sourceId: key,
        rowNumber: read,
        reasons: rendered.reasons,
        rawJson: rawJson(),
      });
    } else if (rendered.kind === 'filtered' || leaveOut(rendered)) filtered += 1;
    else found.push({ row: rendered, changed });
  }
  for (const rawJson of source.keyless) {
    read += 1;
    rejects.push({
      report: report.key,
      sourceStream: report.source,
      sourceId: '',
      rowNumber: read,
      reasons: [{ code: 'MISSING_KEY', column: '', message: 'The record has no primary key', failure: 'reject' }],
      rawJson,
    });
  }
  if (!report.numericKey) found.sort((a, b) => report.compareKeys(a.row.key, b.row.key));
  const totals = report.totals();
  const reasons: Record<string, number> = {};
  let truncatedCells = 0;
  for (const { row } of found) {
    totals.add(row);
    truncatedCells += row.truncatedCells;
    for (const { code } of row.warnings) reasons[code] = (reasons[code] ?? 0) + 1;
  }
  return {
    report,
    rows: found.map(({ row }) => row),
    rejects,
    counts: {
      read,
      filtered,
      rejected: rejects.length,
      written: found.length,
      superseded: source.superseded,
      unchanged: 0,
    },
    fatalRows,
    warnings: { truncatedCells, reasons },
    controlTotals: totals.result(),
    window: windowOf(
      format,
      found.map(({ changed }) => changed),
    ),
  };
}
