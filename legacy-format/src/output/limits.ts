import type { CompiledFormat, CompiledReport } from '../types';

import type { ReportCounts } from './manifest';

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
  /** Rejected rows in which a column says fail. */
  fatalRows: number;
  /** Rows of the last published snapshot; null when there was none. */
  previousRows: number | null;
}

interface Limits {
  maxRejectRate: number;
  maxRejectRows: number;
  minRowsVsPrevious: number;
  allowEmptySnapshot: boolean;
}

// Below ten rejected rows a rate says nothing: one bad customer of three is no broken sync.
const RATE_FROM_REJECTS = 10;
const MIN_ROWS_VS_PREVIOUS = 0.8;

function limitsOf({ definition }: CompiledFormat, configured: ConfiguredLimits, { key }: CompiledReport): Limits {
  const { batch } = definition.validation;
  const snapshot = definition.reports[key]?.snapshot;
  return {
    maxRejectRate: configured.max_reject_rate ?? batch.maxRejectRate,
    maxRejectRows: configured.max_reject_rows ?? batch.maxRejectRows,
    minRowsVsPrevious: configured.min_rows_vs_previous ?? snapshot?.minRowsVsPrevious ?? MIN_ROWS_VS_PREVIOUS,
    allowEmptySnapshot: configured.allow_empty_snapshot ?? batch.allowEmpty,
  };
}

const percent = (rate: number): string => `${Number((rate * 100).toFixed(2))} %`;

function rejectReasons({ title }: CompiledReport, { counts, fatalRows }: JudgedReport, limits: Limits): string[] {
  const { rejected, written, unchanged } = counts;
  const judged = rejected + written + unchanged;
  const rate = judged === 0 ? 0 : rejected / judged;
  const reasons: string[] = [];
  if (fatalRows > 0) reasons.push(`${title}: ${fatalRows} rows break a rule that the format marks as fail.`);
  if (rejected >= RATE_FROM_REJECTS && rate > limits.maxRejectRate)
    reasons.push(
      `${title}: ${rejected} of ${judged} rows were rejected (${percent(rate)}); max_reject_rate allows ${percent(limits.maxRejectRate)}.`,
    );
  if (rejected > limits.maxRejectRows)
    reasons.push(`${title}: ${rejected} rows were rejected; max_reject_rows allows ${limits.maxRejectRows}.`);
  return reasons;
}

function snapshotReasons({ title, mode }: CompiledReport, judged: JudgedReport, limits: Limits): string[] {
  const { counts, previousRows } = judged;
  if (mode !== 'snapshot') return [];
  if (counts.written === 0)
    return limits.allowEmptySnapshot
      ? []
      : [`${title}: the snapshot has no rows, which would switch every record off; allow_empty_snapshot is false.`];
  if (previousRows === null || counts.written >= previousRows * limits.minRowsVsPrevious) return [];
  return [
    `${title}: the snapshot has ${counts.written} rows and the last one had ${previousRows}; min_rows_vs_previous asks for at least ${percent(limits.minRowsVsPrevious)} of them.`,
  ];
}

/** Why a batch must not be published, in plain words; empty when it may. Configured limits win over the format's. */
export function judgeBatch(
  format: CompiledFormat,
  configured: ConfiguredLimits,
  reports: readonly JudgedReport[],
): string[] {
  return reports.flatMap((judged) => {
    const report = format.reports.find(({ key }) => key === judged.report);
    if (!report) throw new RangeError(`The format has no report ${judged.report}.`);
    const limits = limitsOf(format, configured, report);
    return [...rejectReasons(report, judged, limits), ...snapshotReasons(report, judged, limits)];
  });
}
