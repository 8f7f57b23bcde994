import { labelOf, type ColumnKind, type FoundColumn } from './server';
import type { Target } from './targets';

const words: Readonly<Partial<Record<ColumnKind, string>>> = {
  text: 'text',
  name: 'text',
  date: 'dates as text',
  number: 'decimal numbers',
  integer: 'whole numbers',
  bigint: 'whole numbers',
  version: 'whole numbers',
};

/** What keeps the rows of a report out of a table that is there, one sentence each. */
export function misfits(target: Target, found: readonly FoundColumn[]): string[] {
  const where = labelOf(target.table);
  const unfit = target.columns.flatMap(({ name, kind }) => {
    const column = found.find((each) => each.name === name);
    if (column === undefined) {
      const alike = found.find((each) => each.name.toLowerCase() === name.toLowerCase());
      return [`${where} has no column ${name}${alike === undefined ? '' : ` (it has ${alike.name})`}`];
    }
    if (column.takes.includes(kind)) return [];
    return [`column ${name} of ${where} is of type ${column.type} and gets ${words[kind] ?? kind}`];
  });
  const unfilled = found
    .filter(({ name, mustBeGiven }) => mustBeGiven && !target.columns.some((column) => column.name === name))
    .map(({ name }) => `column ${name} of ${where} must not be null, has no default, and no report fills it`);
  return [...unfit, ...unfilled];
}
