import {
  renderInMemory,
  type CompiledFormat,
  type CompiledReport,
  type LookupReader,
  type MemoryReport,
} from 'legacy-format';

import type { ReadRecords } from './read-records';

export interface PreviewedReport extends Omit<MemoryReport, 'warnings'> {
  /** How many rows have each warning. */
  warnings: Map<string, number>;
}

/** What a report of these records would be. */
export function previewReport(
  report: CompiledReport,
  format: CompiledFormat,
  { records }: ReadRecords,
  lookups: LookupReader,
  today: string,
): PreviewedReport {
  const rendered = renderInMemory(report, format, { records, lookups, today });
  const warnings = new Map<string, number>();
  for (const row of rendered.rows)
    for (const { code, column } of row.warnings)
      warnings.set(`${code} ${column}`, (warnings.get(`${code} ${column}`) ?? 0) + 1);
  return { ...rendered, warnings };
}
