import type { StagingValue } from 'legacy-format';

import type { Row, Rows } from '../tables/server';

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const special = /[\\\n\r\t]/;
const everySpecial = /[\\\n\r\t]/g;

/** A value in COPY's text format. */
function copyText(value: StagingValue): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);
  return special.test(value) ? value.replace(everySpecial, (found) => escapes[found] ?? found) : value;
}

function copyLine(row: Row): string {
  let line = '';
  for (let at = 0; at < row.length; at += 1) line += (at === 0 ? '' : '\t') + copyText(row[at] ?? null);
  return `${line}\n`;
}

/** Rows as the bytes that `COPY ... FROM STDIN` takes, a block of rows at a time. */
export async function* copyBlocks(rows: Rows): AsyncGenerator<Buffer> {
  for await (const block of rows) {
    let text = '';
    for (const row of block) text += copyLine(row);
    if (text !== '') yield Buffer.from(text);
  }
}
