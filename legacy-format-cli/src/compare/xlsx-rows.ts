import { readFileSync } from 'node:fs';

import { CommandError, fileProblem } from 'command-line';

type Value = string | number | boolean | Date | null | undefined;

/** Numbers as plain decimals, as a CSV has them. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : text;
}

/** As the same cell reads in a CSV that ServiceTitan exports: 1/5/2026, 1/5/2026 2:30 PM. A workbook's times have no zone. */
function moment(value: Date): string {
  const day = `${value.getUTCMonth() + 1}/${value.getUTCDate()}/${value.getUTCFullYear()}`;
  const [hours, minutes] = [value.getUTCHours(), value.getUTCMinutes()];
  if (hours + minutes + value.getUTCSeconds() === 0) return day;
  return `${day} ${hours % 12 || 12}:${String(minutes).padStart(2, '0')} ${hours < 12 ? 'AM' : 'PM'}`;
}

function textOf(value: Value): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return decimal(value);
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return value instanceof Date ? moment(value) : value;
}

/**
 * The rows of the first sheet of a workbook as the texts that a CSV would have, one at a time: the file is held, its rows
 * are not. A row without any cell is left out, as an empty line is.
 */
export async function* xlsxRows(path: string): AsyncGenerator<string[]> {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw fileProblem(path, error);
  }
  // only for workbooks: the others start sooner without it
  const { streamXlsxRows } = await import('hucre/xlsx');
  try {
    for await (const { values } of streamXlsxRows(content)) {
      const row = (values as readonly Value[]).map(textOf);
      if (row.some((text) => text !== '')) yield row;
    }
  } catch (error) {
    throw new CommandError(`${path} is no workbook: ${error instanceof Error ? error.message : String(error)}`);
  }
}
