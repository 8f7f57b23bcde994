/** Workbooks as openpyxl reads them. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { pythonEnvironment } from './python-environment';

const folder = join(__dirname, '..', 'python');
export const openpyxl = pythonEnvironment(join(folder, 'workbook-requirements.txt'));

export interface FoundCell {
  /** s text, n number, d date, b boolean, f formula */
  readonly type: string;
  readonly value: string | number | boolean | null;
  readonly format: string;
  /** Excel's own mark for text that must not be run */
  readonly quoted: boolean;
}

export interface FoundWorkbook {
  readonly sheets: readonly string[];
  readonly frozen: string | null;
  readonly rows: readonly (readonly FoundCell[])[];
}

/** @throws when openpyxl has anything to complain of */
export function readWorkbook(path: string): FoundWorkbook {
  if (!openpyxl.ready) throw new Error(openpyxl.why);
  const printed = execFileSync(openpyxl.bin('python'), [join(folder, 'read_workbook.py'), path], { encoding: 'utf8' });
  return JSON.parse(printed) as FoundWorkbook;
}
