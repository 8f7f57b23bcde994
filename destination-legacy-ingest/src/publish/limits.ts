import { judgeBatch, type CompiledFormat, type ConfiguredLimits } from 'legacy-format';

import type { RenderedReport } from '../render/render-report';

/** What judging a sync needs besides its reports. */
export interface Judged {
  readonly limits: ConfiguredLimits;
  /** rows of the last published snapshot of a report; null when there was none */
  readonly previousRows: (report: string) => number | null;
  /** lines of the input that belong to no report */
  readonly unreadable: number;
  /** all lines that are or may be records */
  readonly lines: number;
}

/** Below this many rejects a rate says nothing (the same number as for the rows of a report). */
const judgedFrom = 10;

/** Lines that belong to no report are held against the whole sync, by the same limits as the rows of a report. */
function judgeUnreadable(format: CompiledFormat, { limits, unreadable, lines }: Judged): string[] {
  const { maxRejectRate, maxRejectRows } = format.definition.validation.batch;
  const rows = limits.max_reject_rows ?? maxRejectRows;
  const rate = limits.max_reject_rate ?? maxRejectRate;
  if (unreadable > rows)
    return [`${unreadable} lines of the input could not be used for any report; at most ${rows} are allowed`];
  if (unreadable >= judgedFrom && unreadable / Math.max(lines, 1) > rate)
    return [
      `${unreadable} of ${lines} lines of the input could not be used for any report; at most ${rate * 100} % are allowed`,
    ];
  return [];
}

/** Why nothing of the sync may be published, in plain words; empty when it may. */
export function judgeSync(format: CompiledFormat, reports: readonly RenderedReport[], judged: Judged): string[] {
  const rendered = reports.map(({ report, counts, fatalRows }) => ({
    report: report.key,
    counts,
    fatalRows,
    previousRows: judged.previousRows(report.key),
  }));
  return [...judgeBatch(format, judged.limits, rendered), ...judgeUnreadable(format, judged)];
}
