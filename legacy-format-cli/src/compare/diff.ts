import { alignedTable, short } from 'command-line';
import { count, type Terminal } from 'command-line';

import { compareTables, differs, type Difference, type Keys } from './compare';
import { rowsOf } from './rows';

export interface DiffOptions {
  key: readonly string[];
  ignore: readonly string[];
  delimiter: string;
  json?: boolean;
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '' : `${((100 * part) / whole).toFixed(part === whole || part === 0 ? 0 : 1)} %`;
const examples = ({ count: amount, examples: some }: Keys): string =>
  amount === 0 ? '' : `${some.join('; ')}${amount > some.length ? ' ...' : ''}`;

function showColumns({ columns, rows }: Difference, { print, style }: Terminal): void {
  const changed = columns.filter((column) => column.changed > 0).sort((a, b) => b.changed - a.changed);
  if (changed.length === 0) return;
  const compared = rows.same + rows.changed;
  print(style('bold', `Columns that differ, of ${count(compared, 'row')} in both`));
  print(
    alignedTable(
      changed.map((column) => [
        column.column,
        column.changed.toLocaleString('en-US'),
        percent(column.changed, compared),
        column.onlyLooks === column.changed
          ? 'only the notation'
          : column.onlyLooks > 0
            ? `${column.onlyLooks.toLocaleString('en-US')} only in notation`
            : '',
      ]),
      [1, 2],
    ),
  );
  print('');
  for (const { column, examples: some } of changed) {
    print(`  ${style('bold', column)}`);
    const lines = some.map(({ key, old, new: value }) => [
      key,
      short(JSON.stringify(old)),
      '->',
      short(JSON.stringify(value)),
    ]);
    print(alignedTable(lines, [], '    '));
  }
}

function show(difference: Difference, labels: { old: string; new: string }, terminal: Terminal): void {
  const { print, style } = terminal;
  const { rows, added, removed, repeated, onlyOld, onlyNew, reordered } = difference;
  const amount = (value: number): string => value.toLocaleString('en-US');
  print(
    alignedTable(
      [
        ['rows', `${amount(rows.old)} -> ${amount(rows.new)}`, ''],
        ['same', amount(rows.same), ''],
        ['changed', amount(rows.changed), ''],
        ['added', amount(added.count), examples(added)],
        ['removed', amount(removed.count), examples(removed)],
        ...(repeated.old.count > 0
          ? [['key repeated in old', amount(repeated.old.count), examples(repeated.old)]]
          : []),
        ...(repeated.new.count > 0
          ? [['key repeated in new', amount(repeated.new.count), examples(repeated.new)]]
          : []),
      ],
      [],
      '',
    ),
  );
  print('');
  showColumns(difference, terminal);
  if (onlyOld.length > 0) print(`Only in ${labels.old}: ${style('red', onlyOld.join(', '))}`);
  if (onlyNew.length > 0) print(`Only in ${labels.new}: ${style('green', onlyNew.join(', '))}`);
  if (reordered) print('The columns of both are in another order.');
  if (!differs(difference)) print(style('green', 'No differences.'));
}

/** Says what a new file would change against an old one. @returns the exit code, as diff has it: 1 for differences */
export async function diff(
  oldPath: string,
  newPath: string,
  options: DiffOptions,
  terminal: Terminal,
): Promise<number> {
  const labels = { old: oldPath, new: newPath };
  const [oldRows, newRows] = [rowsOf(oldPath, options.delimiter), rowsOf(newPath, options.delimiter)];
  const difference = await compareTables(oldRows, newRows, { ...options, labels });
  const columns = difference.columns.filter(({ changed }) => changed > 0);
  if (options.json) terminal.print(JSON.stringify({ same: !differs(difference), ...difference, columns }, null, 2));
  else show(difference, labels, terminal);
  return differs(difference) ? 1 : 0;
}
