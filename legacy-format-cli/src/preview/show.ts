import { alignedTable, CELL_WIDTH, short } from 'command-line';
import { count, type Terminal } from 'command-line';
import type { CompiledFormat, ControlTotalValue } from 'legacy-format';

import type { ReadRecords } from './read-records';
import type { PreviewedReport } from './render';

/** Rejected rows that are explained one by one. */
const MAX_REJECTS = 20;
/** Counts that are worth a word only when they are not 0. */
const RARE = ['superseded', 'unchanged'];
/** What a row takes up on the screen when a table is turned round: one line for each column. */
const TURNED_WIDTH = CELL_WIDTH + 2;

const totalText = (value: ControlTotalValue): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Rows under their headers when that fits the screen, else headers down and rows across, as many as fit. */
export function rowsTable(header: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const across = alignedTable([header, ...rows]);
  if (Math.max(...across.split('\n').map(({ length }) => length)) <= width) return across;
  const atOnce = Math.max(1, Math.floor((width - TURNED_WIDTH) / TURNED_WIDTH));
  const blocks: string[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    const part = rows.slice(from, from + atOnce);
    blocks.push(alignedTable(header.map((name, at) => [name, ...part.map((row) => row[at] ?? '')])));
  }
  return blocks.join('\n\n');
}

export function showReport(preview: PreviewedReport, limit: number, { print, style, width }: Terminal): void {
  const { report, rows, rejects, counts, controlTotals, warnings } = preview;
  print(style('bold', `${report.title} (${report.key}, ${report.mode} of ${report.source})`));
  if (rows.length > 0 && limit > 0) {
    print(
      rowsTable(
        report.header,
        rows.slice(0, limit).map(({ cells }) => cells.map(short)),
        width,
      ),
    );
    if (rows.length > limit) print(style('dim', `  and ${count(rows.length - limit, 'more row')}`));
  }
  const amounts = Object.entries(counts).filter(([name, amount]) => amount > 0 || !RARE.includes(name));
  print(`\n  ${amounts.map(([name, amount]) => `${name} ${amount.toLocaleString('en-US')}`).join(', ')}`);
  if (rejects.length > 0) {
    print(`\n  ${style('yellow', 'Rejected')}`);
    const lines = rejects
      .slice(0, MAX_REJECTS)
      .flatMap(({ sourceId, reasons }) => reasons.map(({ code, message }) => [sourceId, code, message]));
    print(alignedTable(lines, [], '    '));
    if (rejects.length > MAX_REJECTS) print(`    and ${count(rejects.length - MAX_REJECTS, 'more record')}`);
  }
  if (warnings.size > 0) {
    print(`\n  ${style('yellow', 'Written with a warning')}`);
    print(
      alignedTable(
        [...warnings].map(([what, amount]) => [what, String(amount)]),
        [1],
        '    ',
      ),
    );
  }
  print('\n  Control totals');
  print(
    alignedTable(
      Object.entries(controlTotals).map(([name, value]) => [name, totalText(value)]),
      [],
      '    ',
    ),
  );
  print('');
}

/** What the destination would say before it starts, and what of the folder was of no use. */
export function remarks(format: CompiledFormat, records: ReadRecords, folder: string): string[] {
  const missing = format.streams.filter(({ stream }) => !records.streams.has(stream));
  return [
    ...missing.map(({ stream, optional, neededBy }) => {
      const columns = neededBy.flatMap(({ report, column }) => (column === null ? [] : [`${column} (${report})`]));
      const effect = columns.length === 0 ? 'its report has no rows' : `empty: ${columns.join(', ')}`;
      const inEarnest = optional || columns.length === 0 ? '' : '; the destination would refuse to start without it';
      return `no records of ${stream} in ${folder}: ${effect}${inEarnest}`;
    }),
    ...records.unreadable.slice(0, MAX_REJECTS).map(({ place, reason }) => `${place} is no record: ${reason}`),
    ...[...records.ignored].map(
      ([stream, amount]) => `not used by this format: ${stream} (${count(amount, 'record')})`,
    ),
  ];
}

/** The same for machines. */
export const reportJson = (
  { report, rows, rejects, counts, controlTotals, warnings }: PreviewedReport,
  limit: number,
) => ({
  report: report.key,
  title: report.title,
  mode: report.mode,
  header: report.header,
  rows: rows.slice(0, limit).map(({ cells }) => cells),
  counts,
  rejects: rejects.map(({ sourceId, reasons }) => ({
    id: sourceId,
    reasons: reasons.map(({ code, column, message }) => ({ code, column, message })),
  })),
  warnings: Object.fromEntries(warnings),
  controlTotals,
});
