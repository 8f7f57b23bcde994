import type { LegacyFormat } from 'servicetitan-specs';

import { namingMistake } from '../output/naming';

import { datePatternMistake } from './column-problems';
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

/** Everything that makes a definition unusable wherever it is used. Names are checked once the shape is right. */
export function formatProblems(format: unknown): Problem[] {
  const shape = schemaProblems(format);
  if (shape.length > 0) return shape;
  const valid = format as LegacyFormat;
  return [
    ...generalProblems(valid),
    ...Object.entries(valid.reports).flatMap(([key, report]) =>
      reportProblems(report, ['reports', key], valid.lookups ?? {}),
    ),
  ];
}
