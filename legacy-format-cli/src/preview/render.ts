import {
  compareKeys,
  type CompiledFormat,
  type CompiledReport,
  type ControlTotalValue,
  type Fields,
  type LookupReader,
  type Reason,
  type Row,
} from 'legacy-format';

import type { ReadRecords } from './read-records';

export interface PreviewedReport {
  report: CompiledReport;
  /** In the order of the file. */
  rows: Row[];
  rejects: { id: string; reasons: readonly Reason[] }[];
  counts: { read: number; superseded: number; filtered: number; rejected: number; written: number };
  controlTotals: Record<string, ControlTotalValue>;
  /** How many rows have each warning. */
  warnings: Map<string, number>;
}

/** Joined records by index and key, in memory. */
export function lookupReader(format: CompiledFormat, { streams }: ReadRecords): LookupReader {
  const indexed = new Map<string, Fields[]>();
  for (const { name, stream, keysOf } of format.indexes)
    for (const { fields } of streams.get(stream)?.versions.values() ?? [])
      for (const key of keysOf(fields)) {
        const place = `${name}\n${key}`;
        const known = indexed.get(place);
        if (known) known.push(fields);
        else indexed.set(place, [fields]);
      }
  return { rows: (index, key) => indexed.get(`${index}\n${key}`) ?? [] };
}

const textOf = (value: Fields[number] | undefined): string =>
  value === null || value === undefined ? '' : String(value);

/** What a report of these records would be. */
export function previewReport(
  report: CompiledReport,
  format: CompiledFormat,
  records: ReadRecords,
  lookups: LookupReader,
  today: string,
): PreviewedReport {
  const source = records.streams.get(report.source);
  const { keyIndex } = format.projection(report.source);
  const ids = [...(source?.versions.values() ?? [])]
    .map(({ fields }) => ({ id: textOf(fields[keyIndex]), fields }))
    .sort((a, b) => compareKeys(a.id, b.id));
  const run = report.begin({ lookups, today });
  const result: PreviewedReport = {
    report,
    rows: [],
    rejects: [],
    counts: { read: ids.length, superseded: source?.superseded ?? 0, filtered: 0, rejected: 0, written: 0 },
    controlTotals: {},
    warnings: new Map(),
  };
  for (const { id, fields } of ids) {
    const rendered = run.render(fields);
    if (rendered.kind === 'filtered') result.counts.filtered++;
    else if (rendered.kind === 'rejected') result.rejects.push({ id, reasons: rendered.reasons });
    else result.rows.push(rendered);
  }
  if (!report.numericKey) result.rows.sort((a, b) => report.compareKeys(a.key, b.key));
  const totals = report.totals();
  for (const row of result.rows) {
    totals.add(row);
    for (const { code, column } of row.warnings)
      result.warnings.set(`${code} ${column}`, (result.warnings.get(`${code} ${column}`) ?? 0) + 1);
  }
  result.counts.rejected = result.rejects.length;
  result.counts.written = result.rows.length;
  result.controlTotals = totals.result();
  return result;
}
