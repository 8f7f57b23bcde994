import { CommandError } from 'command-line';

export type Rows = AsyncIterable<readonly string[]>;

/** A table whose header has been read. */
export interface OpenTable {
  label: string;
  header: readonly string[];
  rows: Rows;
}

/** As the loader compares headers, so that another case is no missing column. */
export const headerName = (header: string): string =>
  header
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, ' ');

export const has = ({ header }: OpenTable, name: string): boolean =>
  header.some((one) => headerName(one) === headerName(name));

export async function openTable(rows: Rows, label: string): Promise<OpenTable> {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) throw new CommandError(`${label} is empty: it has no header row`);
  const rest = { [Symbol.asyncIterator]: () => iterator };
  return { label, header: first.value.map((header) => header.trim()), rows: rest };
}

/** Where columns stand in a table. @throws CommandError that lists its columns when one is not there */
export function positions({ header, label }: OpenTable, names: readonly string[]): number[] {
  return names.map((name) => {
    const at = header.findIndex((one) => headerName(one) === headerName(name));
    if (at < 0) throw new CommandError(`${label} has no column "${name}"; it has ${header.join(', ')}`);
    return at;
  });
}
