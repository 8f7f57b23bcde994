import { presetFormat } from 'legacy-format';
import { legacyFormats, type Column, type PresetName } from 'servicetitan-specs';

import type { SavedReport } from './saved-report';
import { SYNONYMS } from './synonyms';

export interface MatchedColumn {
  label: string;
  dataType: string;
  /** The column that gives the same; null when no format knows the label. */
  column: Column | null;
  /** Another label of the report is that column already. */
  repeats: boolean;
}

export interface Match {
  preset: PresetName;
  report: string;
  columns: MatchedColumn[];
  known: number;
}

const bare = (label: string): string => label.toLowerCase().replace(/[\s_]+/g, '');

function columnsByLabel(source: string, columns: readonly Column[]): Map<string, Column> {
  const byLabel = new Map(columns.map((column) => [bare(column.header), column]));
  for (const column of columns)
    for (const label of SYNONYMS[source]?.[column.name] ?? [])
      // A header that says exactly this is closer than a synonym.
      if (!byLabel.has(bare(label))) byLabel.set(bare(label), column);
  return byLabel;
}

function matchReport(fields: SavedReport['fields'], source: string, columns: readonly Column[]): MatchedColumn[] {
  const byLabel = columnsByLabel(source, columns);
  const used = new Set<string>();
  return fields.map(({ label, dataType }) => {
    const column = byLabel.get(bare(label)) ?? null;
    const repeats = column !== null && used.has(column.name);
    if (column) used.add(column.name);
    return { label, dataType, column, repeats };
  });
}

/** The product's report that knows most of a saved report's labels; of equals the default format's. */
export function matchLabels({ fields }: SavedReport): Match | null {
  const presets = (Object.keys(legacyFormats) as PresetName[]).sort(
    (a, b) => Number(b === 'servicetitan-reports') - Number(a === 'servicetitan-reports'),
  );
  const matches = presets.flatMap((preset) =>
    Object.entries(presetFormat(preset).reports).map(([report, { source, columns }]): Match => {
      const matched = matchReport(fields, source, columns);
      return {
        preset,
        report,
        columns: matched,
        known: matched.filter(({ column, repeats }) => column && !repeats).length,
      };
    }),
  );
  const best = Math.max(...matches.map(({ known }) => known));
  return best === 0 ? null : (matches.find(({ known }) => known === best) ?? null);
}
