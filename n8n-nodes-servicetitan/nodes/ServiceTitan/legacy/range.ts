import type { CompiledReport, Row } from 'legacy-format';

import type { LegacySettings } from './settings';

type Range = Pick<LegacySettings, 'changedSince' | 'businessDates'>;

/** Why a report cannot be narrowed as somebody asks; null when it can. */
export function rangeProblem(report: CompiledReport, { changedSince, businessDates }: Range): string | null {
  if (changedSince === null && businessDates === null) return null;
  if (report.mode === 'snapshot')
    return `${report.title} is a complete list: whoever is missing in it is switched off where it is loaded, so it cannot be narrowed`;
  if (businessDates !== null && !report.columns.some(({ type }) => type === 'businessDate'))
    return `${report.title} has no column with a business date to narrow it by`;
  return null;
}

/** Leaves out the rows whose first business date is outside of a range, or is not there. */
export function outside(report: CompiledReport, { businessDates }: Range): (row: Row) => boolean {
  if (businessDates === null) return () => false;
  const { from, to } = businessDates;
  const at = report.columns.findIndex(({ type }) => type === 'businessDate');
  return ({ values }) => {
    const date = values[at];
    return typeof date !== 'string' || (from !== null && date < from) || (to !== null && date > to);
  };
}
