import { createReadStream } from 'node:fs';

import { CommandError, fileProblem } from 'command-line';
import { parse } from 'csv-parse';

/** The rows of a CSV file with a header row: quotes, line breaks in cells and a byte-order mark are csv-parse's work. */
export async function* csvRows(path: string, delimiter: string): AsyncGenerator<string[]> {
  const input = createReadStream(path);
  const parser = parse({ bom: true, delimiter, relax_column_count: true, skip_empty_lines: true });
  input.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of input.pipe(parser)) yield row as string[];
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? ` (line ${String(error.lines)})` : '';
    if (line === '') throw fileProblem(path, error);
    throw new CommandError(`${path}${line} is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    input.destroy();
  }
}
