import { createHash } from 'crypto';

import { batchId, fileName, parseLossless, type CompiledFormat, type MemoryReport } from 'legacy-format';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { csvBytes, csvFile } from '../resources/csv-file';

/** What a made report says about itself, for run logs and for whoever compares it with what was loaded. */
export function summaryOf({ report, counts, warnings, controlTotals, window }: MemoryReport): IDataObject {
  return {
    report: report.key,
    title: report.title,
    mode: report.mode,
    counts: { ...counts },
    controlTotals: { ...controlTotals },
    warnings: { truncatedCells: warnings.truncatedCells, reasons: { ...warnings.reasons } },
    window: window && { ...window },
  };
}

/** Rows under the legacy headers. The first one carries the summary as its metadata. */
export function rowItems(made: MemoryReport, itemIndex: number): INodeExecutionData[] {
  const { report, rows } = made;
  const pairedItem = { item: itemIndex };
  const items: INodeExecutionData[] = rows.map(({ cells }) => ({
    json: Object.fromEntries(report.header.map((header, at) => [header, cells[at] ?? ''])),
    pairedItem,
  }));
  const [first] = items;
  if (first !== undefined) Object.assign(first, { metadata: { legacyReport: summaryOf(made) } });
  return items;
}

/** All rows in the file that a destination would write, byte for byte. */
export async function fileItem(
  context: IExecuteFunctions,
  format: CompiledFormat,
  made: MemoryReport,
  binaryPropertyName: string,
  itemIndex: number,
): Promise<INodeExecutionData> {
  const { report, rows, window } = made;
  const { definition, context: constants, sha256: formatSha256 } = format;
  const bytes = csvBytes(
    report.header,
    rows.map(({ cells }) => cells),
    definition.csv,
  );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { tenantKey } = constants;
  const id = batchId({ tenantKey, formatSha256, reports: [{ report: report.key, sha256 }] });
  const name = fileName(definition.naming.file, {
    report: { key: report.key, title: report.title },
    window,
    tenant: { key: tenantKey },
    batch: { id },
    ext: 'csv',
  });
  return {
    json: { ...summaryOf(made), tenant: tenantKey, file: name, bytes: bytes.length, sha256 },
    binary: { [binaryPropertyName]: await csvFile(context, name, bytes) },
    pairedItem: { item: itemIndex },
  };
}

/** One item for each record that became no row, with the reasons and the record as ServiceTitan sent it. */
export function rejectItems({ rejects }: MemoryReport, itemIndex: number): INodeExecutionData[] {
  return rejects.map(({ report, sourceStream, sourceId, rowNumber, reasons, rawJson }) => ({
    json: {
      report,
      sourceStream,
      sourceId,
      rowNumber,
      reasons: reasons
        .filter(({ failure }) => failure !== 'warn')
        .map(({ code, column, message }) => ({ code, column, message })),
      record: parseLossless(rawJson) as IDataObject,
    },
    pairedItem: { item: itemIndex },
  }));
}
