import type { ResolvedColumn, ResolvedReport } from '../resolve';

const CONTEXT = 'context.';

/** The columns that a staging table is made from. */
export function stagingReferences(report: ResolvedReport): string[] {
  return Object.values(report.staging?.columns ?? {})
    .map((cell) => (typeof cell === 'string' ? cell : cell.from))
    .filter((reference) => !reference.startsWith(CONTEXT));
}

const ruleReferences = (report: ResolvedReport): string[] => [
  ...report.key,
  ...(report.controlTotals ?? []).flatMap(({ column, where }) => [
    ...(column === undefined ? [] : [column]),
    ...Object.keys(where ?? {}),
  ]),
  ...report.columns.filter(({ enabled }) => enabled).flatMap(({ validate }) => validate?.equalsSum ?? []),
];

/**
 * The columns that a row computes: the enabled ones in the header's order, then those that only rules, totals or (when it
 * is asked for) staging look at. Other columns cost nothing and need no stream.
 */
export function computedColumns(report: ResolvedReport, staging: boolean): ResolvedColumn[] {
  const wanted = new Set([...ruleReferences(report), ...(staging ? stagingReferences(report) : [])]);
  const enabled = report.columns.filter((column) => column.enabled);
  return [...enabled, ...report.columns.filter((column) => !column.enabled && wanted.has(column.name))];
}
