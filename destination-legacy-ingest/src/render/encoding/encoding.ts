import type { CompiledReport, Row } from 'legacy-format';

import type { FinishedFile } from '../byte-file';

/** What of a rendered row goes into a file. */
export type EncodedRow = Pick<Row, 'key' | 'cells' | 'values'>;

/** A file that takes rows from its beginning to its end. */
export interface ReportFile {
  row(row: EncodedRow): void;
  /** True when it can hold no more, whatever the number of its rows. */
  readonly isFull?: () => boolean;
  /** Returns when it is all on the disk. */
  finish(): FinishedFile;
}

/** How rows of a report become a file. The same rows give the same bytes on any day. */
export interface Encoding {
  /** as file names have it */
  readonly extension: string;
  /** Rows of the report that one file holds at most. */
  maxRows(report: CompiledReport): number;
  open(report: CompiledReport, path: string): ReportFile;
}
