import { schemaProblems, type Problem } from 'checked-yaml';
import { validateLegacyFormat, type Column, type FormatDefinition, type LegacyFormat } from 'servicetitan-specs';

import { extendFormat } from '../extend';
import { namingMistake } from '../output/naming';

import { datePatternMistake } from './column-problems';
import { extendProblems } from './extend-problems';
import { reportProblems } from './report-problems';

const at = (path: readonly (string | number)[], message: string | null): Problem[] =>
  message === null ? [] : [{ path, message }];

function generalProblems({ defaults, csv, naming, reports }: LegacyFormat): Problem[] {
  const { dateFormat, dateTimeFormat } = defaults ?? {};
  const clash = csv?.delimiter !== undefined && csv.delimiter === (csv.quote ?? '"');
  return [
    ...at(['defaults', 'dateFormat'], dateFormat === undefined ? null : datePatternMistake(dateFormat)),
    ...at(['defaults', 'dateTimeFormat'], dateTimeFormat === undefined ? null : datePatternMistake(dateTimeFormat)),
    ...at(['csv', 'delimiter'], clash ? 'delimiter and quote must differ' : null),
    ...Object.entries(naming ?? {}).flatMap(([name, template]) =>
      at(['naming', name], namingMistake(String(template))),
    ),
    ...at(['reports'], Object.values(reports).some(({ enabled }) => enabled !== false) ? null : 'no report is enabled'),
  ];
}

/** Everything that makes a definition with the right shape unusable wherever it is used. */
function meaningProblems(definition: FormatDefinition): Problem[] {
  const unknown = extendProblems(definition);
  if (unknown.length > 0) return unknown;
  const format = extendFormat(definition);
  return [
    ...generalProblems(format),
    ...Object.entries(format.reports).flatMap(([key, report]) =>
      reportProblems(report, ['reports', key], format.lookups ?? {}),
    ),
  ];
}

/** A column with the wrong shape, made whole so that the rest can be judged; it keeps what others call it by. */
function healed(column: unknown, at: number): Column {
  const given = (typeof column === 'object' && column !== null ? column : {}) as Partial<Record<string, unknown>>;
  const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
  return {
    name: text(given['name'], `column_${at}`),
    header: text(given['header'], `column ${at}`),
    from: 'id',
    type: 'decimal', // what most rules and totals go with
  };
}

/** The definition without what has the wrong shape; null when that is more than reports and columns. */
function soundPart(definition: FormatDefinition, shape: readonly Problem[]): FormatDefinition | null {
  if (shape.some(({ path: [section, key] }) => section !== 'reports' || key === undefined)) return null;
  const inColumns = ({ path }: Problem): boolean => path[2] === 'columns' && typeof path[3] === 'number';
  const broken = new Set(shape.filter((problem) => !inColumns(problem)).map(({ path }) => path[1]));
  const { reports = {}, ...rest } = definition;
  const sound = Object.entries(reports)
    .filter(([key]) => !broken.has(key))
    .map(([key, report]) => {
      const wrong = new Set(shape.filter(({ path }) => path[1] === key).map(({ path }) => path[3]));
      const columns = report.columns?.map((column, at) => (wrong.has(at) ? healed(column, at) : column));
      return [key, columns ? { ...report, columns } : report] as const;
    });
  return sound.length === 0 ? null : ({ ...rest, reports: Object.fromEntries(sound) } as FormatDefinition);
}

/** All mistakes of a definition. Names are checked where the shape is right, so that one mistake hides no other. */
export function formatProblems(definition: unknown): Problem[] {
  const outcome = validateLegacyFormat(definition);
  const shape = outcome.valid ? [] : schemaProblems(outcome.errors, definition);
  if (shape.length === 0) return meaningProblems(definition as FormatDefinition);
  const sound = soundPart(definition as FormatDefinition, shape);
  return sound ? [...shape, ...meaningProblems(sound)] : shape;
}
