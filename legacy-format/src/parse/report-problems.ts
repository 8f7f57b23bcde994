import { suggestion } from 'checked-yaml';
import type { Problem } from 'checked-yaml';
import type { ControlTotal, Lookup, Report } from 'servicetitan-specs';

import { loaderName } from '../loader/headers';
import { isNumeric } from '../rules/validation';

import { columnProblems, datePatternMistake } from './column-problems';

type Path = readonly (string | number)[];

/** Values that appear a second time, with the place of each. */
function repeated(values: readonly (string | null)[]): { value: string; at: number }[] {
  return values.flatMap((value, at) => (value !== null && values.indexOf(value) !== at ? [{ value, at }] : []));
}

function uniqueness({ columns }: Report, path: Path): Problem[] {
  const headers = columns.map(({ header, enabled }) => (enabled === false ? null : loaderName(header)));
  return [
    ...repeated(columns.map(({ name }) => name)).map(({ value, at }) => ({
      path: [...path, 'columns', at, 'name'],
      message: `there are two columns named "${value}"`,
    })),
    ...repeated(headers).map(({ at }) => ({
      path: [...path, 'columns', at, 'header'],
      message: `two columns have the header "${columns[at]?.header ?? ''}", so a reader would use only the last`,
    })),
  ];
}

function orderProblems({ key, sort }: Report, path: Path): Problem[] {
  const names = sort?.map((entry) => entry.replace(/:.*$/, ''));
  return !names || names.join() === key.join()
    ? []
    : [{ path: [...path, 'sort'], message: `rows are in the order of their key: sort must name ${key.join(', ')}` }];
}

function totalProblems({ fn, column }: ControlTotal, report: Report, path: Path): Problem[] {
  const type = report.columns.find(({ name }) => name === column)?.type;
  return fn === 'sum' && type !== undefined && !isNumeric(type)
    ? [{ path: [...path, 'column'], message: `a sum needs a column of numbers, and ${String(column)} is ${type}` }]
    : [];
}

/** Every place in a report that names a column. */
function references({ key, columns, controlTotals, staging }: Report): { path: Path; name: string }[] {
  return [
    ...key.map((name, at) => ({ path: ['key', at], name })),
    ...columns.flatMap(({ validate }, at) =>
      (validate?.equalsSum ?? []).map((name, part) => ({ path: ['columns', at, 'validate', 'equalsSum', part], name })),
    ),
    ...(controlTotals ?? []).flatMap(({ column, where }, at) => [
      ...(column === undefined ? [] : [{ path: ['controlTotals', at, 'column'], name: column }]),
      ...Object.keys(where ?? {}).map((name) => ({ path: ['controlTotals', at, 'where', name], name })),
    ]),
    ...Object.entries(staging?.columns ?? {}).map(([target, cell]) => ({
      path: typeof cell === 'string' ? ['staging', 'columns', target] : ['staging', 'columns', target, 'from'],
      name: typeof cell === 'string' ? cell : cell.from,
    })),
  ];
}

const CONTEXT_NAMES = ['tenant', 'software', 'trade', 'version', 'import_id'].map((name) => `context.${name}`);

function referenceProblems(report: Report, path: Path): Problem[] {
  const known = [...report.columns.map(({ name }) => name), ...CONTEXT_NAMES];
  return references(report)
    .filter(({ name, path: place }) => !known.includes(name) || (place[0] !== 'staging' && name.startsWith('context.')))
    .map(({ path: place, name }) => ({
      path: [...path, ...place],
      message: `there is no column "${name}"${suggestion(name, known)}`,
    }));
}

function stagingFormats({ staging }: Report, path: Path): Problem[] {
  return Object.entries(staging?.columns ?? {}).flatMap(([target, cell]) => {
    const message =
      typeof cell === 'object' && typeof cell.format === 'string' ? datePatternMistake(cell.format) : null;
    return message === null ? [] : [{ path: [...path, 'staging', 'columns', target, 'format'], message }];
  });
}

/** What the schema cannot say about one report: names that lead nowhere, headers that clash. */
export function reportProblems(report: Report, path: Path, lookups: Readonly<Record<string, Lookup>>): Problem[] {
  const visible = report.columns.some(({ enabled }) => enabled !== false);
  return [
    ...(visible ? [] : [{ path: [...path, 'columns'], message: 'no column is enabled' }]),
    ...uniqueness(report, path),
    ...orderProblems(report, path),
    ...referenceProblems(report, path),
    ...stagingFormats(report, path),
    ...(report.controlTotals ?? []).flatMap((total, at) =>
      totalProblems(total, report, [...path, 'controlTotals', at]),
    ),
    ...report.columns.flatMap((column, at) => columnProblems(column, [...path, 'columns', at], lookups)),
  ];
}
