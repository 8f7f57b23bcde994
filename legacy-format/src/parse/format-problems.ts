import type { FormatDefinition, LegacyFormat } from 'servicetitan-specs';

import { extendFormat } from '../extend';
import { namingMistake } from '../output/naming';

import { datePatternMistake } from './column-problems';
import { extendProblems } from './extend-problems';
import type { Problem } from './problem';
import { reportProblems } from './report-problems';
import { schemaProblems } from './schema-problems';

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

/** All mistakes of a definition. Names are checked where the shape is right: a report with the wrong shape hides no other. */
export function formatProblems(definition: unknown): Problem[] {
  const shape = schemaProblems(definition);
  if (shape.length === 0) return meaningProblems(definition as FormatDefinition);
  const broken = new Set(shape.map(({ path: [section, key] }) => (section === 'reports' ? key : undefined)));
  if (broken.has(undefined)) return shape;
  const { reports = {}, ...rest } = definition as FormatDefinition;
  const sound = Object.entries(reports).filter(([key]) => !broken.has(key));
  if (sound.length === 0) return shape;
  return [...shape, ...meaningProblems({ ...rest, reports: Object.fromEntries(sound) } as FormatDefinition)];
}
