import { closeSync, openSync, readSync } from 'node:fs';

import { fileProblem } from 'command-line';

import { csvRows } from './csv-rows';
import type { Rows } from './header';
import { xlsxRows } from './xlsx-rows';

/** How every ZIP file begins, and so every workbook. */
const zip = Buffer.from('PK\u0003\u0004', 'latin1');

/** By the content: files are renamed, and some systems call any table .xls. */
function isWorkbook(path: string): boolean {
  try {
    const start = Buffer.alloc(zip.length);
    const fd = openSync(path, 'r');
    readSync(fd, start);
    closeSync(fd);
    return start.equals(zip);
  } catch (error) {
    throw fileProblem(path, error);
  }
}

/** The rows of a CSV file or of the first sheet of a workbook, the header first. @param delimiter of a CSV */
export const rowsOf = (path: string, delimiter: string): Rows =>
  isWorkbook(path) ? xlsxRows(path) : csvRows(path, delimiter);
