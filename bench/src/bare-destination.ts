/**
 * The physical limit of the destination: splits stdin at line feeds, parses every line, and writes one CSV row of the
 * given columns per record of one stream. No spool, no order, no joins, no checks. For a file with the ending .xlsx the rows are
 * those of a sheet, deflated as a workbook holds them, without the workbook around them.
 * node bare-destination.js <stream> <file> <path,path,...>
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const [stream = '', file = '', columns = ''] = process.argv.slice(2);
const isSheet = file.endsWith('.xlsx');
const paths = columns.split(',').map((path) => path.split('.'));
const blockBytes = 262_144;

function textAt(record: unknown, path: readonly string[]): string {
  let value: unknown = record;
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return value === null || value === undefined ? '' : String(value);
}

function csvCell(record: unknown, path: readonly string[]): string {
  const text = textAt(record, path);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function sheetCell(record: unknown, path: readonly string[]): string {
  const text = textAt(record, path);
  const safe = /[&<]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : text;
  return `<c t="inlineStr"><is><t>${safe}</t></is></c>`;
}

const row = (record: unknown): string =>
  isSheet
    ? `<row>${paths.map((path) => sheetCell(record, path)).join('')}</row>`
    : `${paths.map((path) => csvCell(record, path)).join(',')}\r\n`;
const write = (text: string): void => {
  // the fastest level, as the destination's workbooks have
  writeSync(out, isSheet ? deflateRawSync(text, { level: 1 }) : Buffer.from(text));
};

const out = openSync(file, 'w');
const chunk = Buffer.allocUnsafe(1 << 20);
let rest = Buffer.alloc(0);
let block = '';
for (let size = readSync(0, chunk); size > 0; size = readSync(0, chunk)) {
  const data = rest.length === 0 ? chunk.subarray(0, size) : Buffer.concat([rest, chunk.subarray(0, size)]);
  let start = 0;
  for (let end = data.indexOf(10); end !== -1; end = data.indexOf(10, start)) {
    const message = JSON.parse(data.toString('utf8', start, end)) as {
      type: string;
      record?: { stream: string; data: unknown };
    };
    start = end + 1;
    if (message.type !== 'RECORD' || message.record?.stream !== stream) continue;
    const { data: record } = message.record;
    block += row(record);
    if (block.length < blockBytes) continue;
    write(block);
    block = '';
  }
  rest = Buffer.from(data.subarray(start));
}
write(block);
closeSync(out);
