/**
 * The physical limit of the destination: splits stdin at line feeds, parses every line, and writes one CSV row of the
 * given columns per record of one stream. No spool, no order, no joins, no checks.
 * node bare-destination.js <stream> <csv file> <path,path,...>
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const [stream = '', csv = '', columns = ''] = process.argv.slice(2);
const paths = columns.split(',').map((path) => path.split('.'));
const blockBytes = 262_144;

function cell(record: unknown, path: readonly string[]): string {
  let value: unknown = record;
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const out = openSync(csv, 'w');
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
    block += `${paths.map((path) => cell(record, path)).join(',')}\r\n`;
    if (block.length < blockBytes) continue;
    writeSync(out, block);
    block = '';
  }
  rest = Buffer.from(data.subarray(start));
}
writeSync(out, block);
closeSync(out);
