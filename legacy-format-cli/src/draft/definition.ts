import { stringify } from 'yaml';

import type { Match, MatchedColumn } from './match-labels';
import type { SavedReport } from './saved-report';

// How a column of that data type would be written; the API's words are in the column's comment.
const TYPES: Readonly<Record<string, string>> = { Number: 'decimal', Boolean: 'boolean', Date: 'businessDate' };

const flow = (value: unknown): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const columnName = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '') || 'column';

function columnLine({ label, dataType, column, repeats }: MatchedColumn): string {
  const shown = oneLine(label);
  if (column && repeats) return `# ${shown} (${dataType}): another label is the column ${column.name} already`;
  if (column) return column.header === label ? `- ${column.name}` : `- ${flow({ name: column.name, header: shown })}`;
  const own = { name: columnName(label), header: shown, from: 'FIELD', type: TYPES[dataType] ?? 'text' };
  return `# not known: ${shown} (${dataType}); to have it, say which FIELD of the record it is:\n      # - ${flow(own)}`;
}

/** A definition in the words of the report, with what is not known as comments in its place. */
export function draftDefinition(
  report: SavedReport,
  match: Match,
  { category, id }: { category: string; id: number },
): string {
  const modified = report.modifiedOn === null ? '' : `, as of ${report.modifiedOn.slice(0, 10)}`;
  return `# Drafted from the saved report "${oneLine(report.name)}" (${category}, ${id}${modified}).
# ${match.known} of its ${report.fields.length} columns are known. Check it with: npx legacy-format lint
format: servicetitan-legacy-reports
version: 1
extends: ${match.preset}

reports:
  ${match.report}:
    title: ${flow(oneLine(report.name) || match.report)}
    columns:
${match.columns.map((column) => `      ${columnLine(column)}`).join('\n')}
`;
}
