import { createHash } from 'node:crypto';

import type { CompiledReport } from 'legacy-format';

import type { FinishedFile } from '../byte-file';

import type { EncodedRow, Encoding } from './encoding';

/** A finished file of a report, and how many rows it holds. */
export interface RenderedFile extends FinishedFile {
  readonly rows: number;
}

/** The files of one report: one, or as many as its rows need. */
export interface ReportParts {
  row(row: EncodedRow): void;
  finish(): RenderedFile[];
}

/** Begins another file when one is full. A report without a row is one file all the same: its header says it was made. */
export function createParts(report: CompiledReport, encoding: Encoding, path: string): ReportParts {
  const finished: RenderedFile[] = [];
  const maxRows = encoding.maxRows(report);
  const open = () => encoding.open(report, finished.length === 0 ? path : `${path}.${finished.length + 1}`);
  let file = open();
  let rows = 0;

  function close(): void {
    finished.push({ ...file.finish(), rows });
    rows = 0;
  }

  return {
    row(row) {
      if (rows === maxRows || file.isFull?.() === true) {
        close();
        file = open();
      }
      file.row(row);
      rows += 1;
    },
    finish() {
      close();
      return finished;
    },
  };
}

/** What identifies the content of a report: the digest of its file, or one made from those of its parts. */
export function contentSha256(files: readonly FinishedFile[]): string {
  const [first, ...others] = files;
  if (first !== undefined && others.length === 0) return first.sha256;
  return createHash('sha256')
    .update(files.map(({ sha256 }) => sha256).join('\n'))
    .digest('hex');
}
