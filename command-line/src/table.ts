import Table from 'cli-table3';

const EDGES = ['top', 'bottom', 'left', 'right', 'mid'];
const JOINTS = ['top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left', 'bottom-right'];
const INNER = ['left-mid', 'mid-mid', 'right-mid'];
const NO_LINES = Object.fromEntries([...EDGES, ...JOINTS, ...INNER].map((name) => [name, '']));

/** Longest text of a data cell on a screen. */
export const CELL_WIDTH = 36;

/** A text that fits a cell, with an ellipsis where something was cut off. */
export const short = (text: string): string => (text.length > CELL_WIDTH ? `${text.slice(0, CELL_WIDTH - 1)}…` : text);

/** Aligned columns without lines; `right` says which columns are numbers. Wide characters count as two. */
export function alignedTable(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
  indent = '  ',
): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const table = new Table({
    chars: { ...NO_LINES, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: Array.from({ length: columns }, (_, at) => (right.includes(at) ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n');
}
