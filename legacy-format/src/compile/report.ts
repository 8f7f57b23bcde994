import { controlTotals } from '../output/control-totals';
import type { ResolvedFormat, ResolvedReport } from '../resolve';
import { rowFilterTest } from '../rules/conditions';
import { equalsSumCheck } from '../rules/equals-sum';
import { watch } from '../rules/uniqueness';
import type { SourceScope } from '../sources/source';
import type { CompiledReport, FormatContext, LookupKey } from '../types';
import { compareKeys } from '../values/scalar';
import type { TimeZone } from '../values/time-zone';

import { compileColumn } from './column';
import { computedColumns } from './computed-columns';
import { reportRun } from './report-run';
import { rowOrder } from './row-order';
import { stagingTable } from './staging';
import type { StreamUses } from './stream-uses';

export interface ReportScope {
  format: ResolvedFormat;
  context: FormatContext & { software: string };
  zone: TimeZone;
  uses: StreamUses;
}

function sourceScope(key: string, report: ResolvedReport, header: string, { format, uses }: ReportScope): SourceScope {
  return {
    stream: report.source,
    addressOf: report.address,
    lookups: format.lookups,
    position: (stream, path) => uses.position(stream, path),
    index: ({ stream, path, role, optional }) => {
      uses.need(stream, { role, optional, report: key, column: header });
      return uses.index(stream, path);
    },
  };
}

/** Compiles one report; what it needs of other streams is declared on the way. */
export function compileReport(key: string, report: ResolvedReport, scope: ReportScope): CompiledReport {
  const { format, context, zone, uses } = scope;
  uses.need(report.source, { role: 'source', optional: false, report: key, column: null });
  const columns = computedColumns(report, context.staging ?? false).map((column, at) => {
    const isKey = report.key.includes(column.name);
    return compileColumn(column, at, sourceScope(key, report, column.header, scope), format, zone, isKey);
  });
  const described = columns.map(({ column: { name, header, type, enabled } }) => ({ name, header, type, enabled }));
  const positionOf = (name: string): number => described.findIndex((column) => column.name === name);
  const filter = rowFilterTest(report.rowFilter, (path) => uses.position(report.source, path));
  const { numericKey, growing } = rowOrder(report);
  const asking = columns.flatMap(({ source }) => source.keys ?? []);
  const header = described.filter(({ enabled }) => enabled).map((column) => column.header);

  const keyWatch = {
    column: report.key.join(','),
    label: report.key.map((name) => described[positionOf(name)]?.header ?? name).join(', '),
    failure: format.validation.batch.duplicateKeys,
    ordered: numericKey,
  };
  const uniqueColumns = columns
    .map(({ column }, at) => ({ column, at }))
    .filter(({ column }) => column.validate?.unique && !(report.key.length === 1 && report.key[0] === column.name));
  const rowChecks = columns.flatMap(({ column }) => equalsSumCheck(column, positionOf) ?? []);

  return {
    key,
    title: report.title,
    mode: report.mode,
    source: report.source,
    resend: report.changes?.resend ?? 'if-content-changed',
    header,
    columns: described,
    numericKey,
    compareKeys,
    lookupKeys: (fields, lookups) => {
      const keys: LookupKey[] = [];
      for (const ask of asking)
        ask(fields, lookups, (wanted) => {
          if (!keys.some((known) => known.key === wanted.key && known.index === wanted.index)) keys.push(wanted);
        });
      return keys;
    },
    begin: ({ lookups, today }) =>
      reportRun({
        filter,
        columns,
        cells: header.length,
        keyAt: report.key.map(positionOf),
        rowChecks,
        key: watch(keyWatch),
        unique: uniqueColumns.map(({ column: { name, header: label, onInvalid: failure }, at }) => ({
          at,
          values: watch({ column: name, label, failure, ordered: false }),
        })),
        lookups,
        today,
      }),
    totals: () =>
      controlTotals({
        totals: report.controlTotals ?? [],
        columns: described,
        orderedBy: growing,
        moneyScale: format.defaults.moneyScale,
      }),
    staging: context.staging ? stagingTable(report, columns, format, context) : null,
  };
}
