import type { CompiledFormat, CompiledReport, ControlTotalValue, ReportCounts, Row } from 'legacy-format';

import type { Database } from '../database/database';
import type { Refused } from '../intake/refused';
import type { Ledger } from '../publish/ledger';
import { pageRows } from '../settings';
import { isoInstant } from '../spool/instant';
import { modifiedOf } from '../spool/rank';
import type { SpoolRow } from '../spool/row-table';
import type { StreamSpool } from '../spool/stream-spool';

import type { EncodedRow, Encoding } from './encoding/encoding';
import { createParts, type RenderedFile } from './encoding/parts';
import type { Lookups } from './lookups';
import { createRejectList, type RejectList } from './rejects';
import { createResend } from './resend';
import { passOn, sortRows } from './row-sink';
import { requireWhole } from './whole';

export interface RenderedReport {
  readonly report: CompiledReport;
  /** one, unless its rows need more */
  readonly files: readonly RenderedFile[];
  readonly rejects: RejectList;
  readonly counts: ReportCounts;
  /** rows for which the format says that the batch must not be published */
  readonly fatalRows: number;
  readonly warnings: { readonly truncatedCells: number; readonly reasons: Readonly<Record<string, number>> };
  readonly controlTotals: Readonly<Record<string, ControlTotalValue>>;
  /** tenant-zone dates of the oldest and newest record that was written; null when none has a date */
  readonly window: { readonly from: string; readonly to: string } | null;
}

export interface RenderInput {
  readonly format: CompiledFormat;
  readonly source: StreamSpool;
  readonly lookups: Lookups;
  readonly ledger: Ledger;
  readonly scratch: Database;
  readonly encoding: Encoding;
  /** where the file is written; further ones get a number behind it */
  readonly path: string;
  /** the tenant's calendar date, YYYY-MM-DD */
  readonly today: string;
  /** lines of the source stream that never became rows */
  readonly refused: Iterable<Refused>;
  /** Told where in the raw log of this sync a rejected record stands. */
  readonly rejected: (position: number) => void;
}

interface Candidate {
  readonly row: Row;
  readonly rank: string;
}

/** Renders one report from the spool into a file, in the order of its keys, a page of records at a time. */
export function renderReport(report: CompiledReport, input: RenderInput): RenderedReport {
  const { format, source, lookups, ledger, scratch } = input;
  const parts = createParts(report, input.encoding, input.path);
  const write = (row: EncodedRow): void => {
    parts.row(row);
  };
  const sink = report.numericKey ? passOn(write) : sortRows(scratch, `sorted_${report.key}`, write);
  const rejects = createRejectList(scratch, `rejects_${report.key}`);
  const resend = createResend(report, ledger);
  const run = report.begin({ lookups, today: input.today });
  const totals = report.totals();
  const counts = { read: 0, filtered: 0, rejected: 0, written: 0, superseded: 0, unchanged: 0 };
  const reasons: Record<string, number> = {};
  let [fatalRows, truncatedCells, passed, stored, oldest, newest] = [0, 0, 0, 0, '', ''];

  function reject(
    spooled: SpoolRow,
    result: { readonly reasons: Parameters<RejectList['add']>[0]['reasons']; readonly fatal: boolean },
  ): void {
    counts.rejected += 1;
    if (result.fatal) fatalRows += 1;
    if (source.isNew(spooled)) input.rejected(spooled.position);
    rejects.add({
      report: report.key,
      sourceStream: report.source,
      sourceId: spooled.key,
      rowNumber: counts.read,
      reasons: result.reasons,
      rawJson: source.rawRecord(spooled),
    });
  }

  function renderPage(page: readonly SpoolRow[]): Candidate[] {
    lookups.prefetch(report, page);
    return page.flatMap((spooled) => {
      counts.read += 1;
      const rendered = run.render(spooled.fields);
      if (rendered.kind === 'row') return [{ row: rendered, rank: spooled.rank }];
      if (rendered.kind === 'rejected') reject(spooled, rendered);
      else counts.filtered += 1;
      return [];
    });
  }

  function writeRow({ row, rank }: Candidate): void {
    counts.written += 1;
    truncatedCells += row.truncatedCells;
    for (const { code } of row.warnings) reasons[code] = (reasons[code] ?? 0) + 1;
    totals.add(row);
    const modified = modifiedOf(rank);
    if (modified !== '' && (oldest === '' || modified < oldest)) oldest = modified;
    if (modified > newest) newest = modified;
    sink.row(row);
  }

  const { rows } = source.table;
  for (let page = rows.page(null, pageRows); page.length > 0; page = rows.page(page.at(-1)?.key ?? null, pageRows)) {
    passed += page.length;
    stored += page.filter(({ file }) => file === source.log.file).length;
    const candidates = renderPage(report.mode === 'changes' ? page.filter(source.isUndelivered) : page);
    const fresh = new Set(resend.fresh(candidates.map(({ row }) => row)));
    counts.unchanged += candidates.length - fresh.size;
    for (const candidate of candidates) if (fresh.has(candidate.row)) writeRow(candidate);
  }
  requireWhole(report.source, { held: rows.count(), passed });
  sink.end();
  resend.end();
  for (const { code, message, raw } of input.refused) {
    counts.read += 1;
    counts.rejected += 1;
    rejects.add({
      report: report.key,
      sourceStream: report.source,
      sourceId: '',
      rowNumber: counts.read,
      reasons: [{ code, column: '', message, failure: 'reject' }],
      rawJson: raw,
    });
  }
  counts.superseded = source.writer.received() - stored;

  const [from, to] = [oldest, newest].map((at) => format.dateInZone(isoInstant(at)));
  return {
    report,
    files: parts.finish(),
    rejects,
    counts,
    fatalRows,
    warnings: { truncatedCells, reasons },
    controlTotals: totals.result(),
    window: from && to ? { from, to } : null,
  };
}
