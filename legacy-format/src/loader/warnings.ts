import type { LegacyFormat, Report } from 'servicetitan-specs';

import { resolveFormat, type ResolvedFormat } from '../resolve';
import { isDate } from '../rules/validation';
import { dateFormat } from '../values/date-format';

import { clashWarnings, headerWarnings } from './header-warnings';
import { note, reportView, warning, type ShownColumn, type Warning } from './report-view';

const SAMPLE_DATE = '2026-01-31';

/** Cells that the loader cannot cast or takes for something else. */
function valueWarnings(shown: readonly ShownColumn[], { defaults }: ResolvedFormat): Warning[] {
  return shown.flatMap(({ column, header, at, fields }) => {
    if (fields.length === 0) return [];
    const style = typeof column.format === 'string' ? column.format : undefined;
    const path = ['columns', at, style === undefined ? 'type' : 'format'];
    if (column.type === 'money' && (style ?? defaults.moneyFormat) !== 'plain')
      return [warning(path, `the loader casts "${header}" to a number, which fails on signs such as $; use plain`)];
    const sample = isDate(column.type) ? dateFormat(style ?? defaults.dateFormat)?.(SAMPLE_DATE) : undefined;
    return sample !== undefined && /^\d+$/.test(sample)
      ? [warning(path, `the loader takes a date of digits alone, such as ${sample}, for seconds since 1970`)]
      : [];
  });
}

function reportWarnings(key: string, report: Report, format: ResolvedFormat): Warning[] {
  const view = reportView(key, report, format);
  if (!view) return [];
  const { file, shown, forTable } = view;
  const partial = 'the loader takes a customers file for the full list and switches everybody else off; use snapshot';
  return [
    ...(file === 'customers' && report.mode === 'changes' ? [warning(['mode'], partial)] : []),
    ...(forTable
      ? []
      : [...headerWarnings(shown, file), ...clashWarnings(shown, file), ...valueWarnings(shown, format)]),
  ];
}

/** What the loader of uploaded files would take otherwise than the definition looks. */
export function loaderWarnings(given: LegacyFormat): Warning[] {
  const format = resolveFormat(given);
  const { csv, defaults } = format;
  const guarded = 'a loader stores the apostrophe in front of a guarded text; guard only files that people open';
  return [
    ...(given.delivery?.kind === undefined
      ? []
      : [
          note(
            ['delivery', 'kind'],
            'says nothing: where to deliver is chosen in the configuration of the destination',
          ),
        ]),
    ...(csv.header ? [] : [warning(['csv', 'header'], 'the loader takes the first row for the headers')]),
    ...(defaults.formulaGuard === 'apostrophe' ? [warning(['defaults', 'formulaGuard'], guarded)] : []),
    ...Object.entries(given.reports)
      .filter(([, { enabled }]) => enabled !== false)
      .flatMap(([key, report]) =>
        reportWarnings(key, report, format).map((found) => ({ ...found, path: ['reports', key, ...found.path] })),
      ),
  ];
}
