import type { RejectColumn } from 'servicetitan-specs';

import type { ResolvedFormat } from '../resolve';
import type { Reason } from '../types';

import { csvEncoder } from './csv';

/** One rejected record: it gets one line per reason. */
export interface RejectedRecord {
  batchId: string;
  report: string;
  sourceStream: string;
  /** Empty when the record has none. */
  sourceId: string;
  /** 1 for the first record read. */
  rowNumber: number;
  reasons: readonly Reason[];
  /** The source record as JSON text. */
  rawJson: string;
}

export interface RejectsEncoder {
  start(): string;
  lines(record: RejectedRecord): string;
}

const cells: Readonly<Record<RejectColumn, (record: RejectedRecord, reason: Reason) => string>> = {
  batch_id: ({ batchId }) => batchId,
  report: ({ report }) => report,
  source_stream: ({ sourceStream }) => sourceStream,
  source_id: ({ sourceId }) => sourceId,
  row_number: ({ rowNumber }) => String(rowNumber),
  reason_code: (_, { code }) => code,
  column: (_, { column }) => column,
  message: (_, { message }) => message,
  raw_json: ({ rawJson }) => rawJson,
};

/** The rejects file has the columns of the format's validation.rejects.columns; it is written like the reports. */
export function rejectsEncoder(columns: readonly RejectColumn[], csv: ResolvedFormat['csv']): RejectsEncoder {
  const encoder = csvEncoder({ ...csv, header: true, finalNewline: true });
  return {
    start: () => encoder.start(columns),
    lines: (record) =>
      record.reasons
        .filter(({ failure }) => failure !== 'warn')
        .map((reason) => encoder.line(columns.map((column) => cells[column](record, reason))))
        .join(''),
  };
}
