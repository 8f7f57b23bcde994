import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { countLines, rowsOfLines, stagedLines } from '../src/delivery/tables/staged-rows';
import { nodeDisk } from '../src/disk/disk';
import { copyLine, copyValues } from '../src/render/encoding/copy-text';

test.each([
  [['plain', '', 'a b']],
  [['tab\there', 'line\nfeed', 'carriage\rreturn', 'back\\slash', 'all\\t\\n\t\n']],
  [['\\N', null, '\\\\N', 'N']],
  [['"quoted", with, commas', '’ \u{1f600} é']],
])('%j comes back as it was, in one line', (row) => {
  const line = copyLine(row);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(copyValues(line.slice(0, -1))).toEqual(row);
});

test('numbers and truths are text that a column takes', () => {
  expect(copyLine([-1617.96, 12, true, null])).toBe('-1617.96\t12\ttrue\t\\N\n');
});

test('a file of many blocks gives every row once, with the version in its place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'copy-text-'));
  const path = join(folder, 'rows.copy');
  const row = (at: number) => [`name\t${at}`, null, 'ü'.repeat(at % 700)];
  const text = Array.from({ length: 3000 }, (_, at) => copyLine(row(at))).join('');
  writeFileSync(path, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const file = { kind: 'data' as const, report: 'r', path, name: 'rows.copy', bytes: Buffer.byteLength(text), sha256 };
  const blocks = [...stagedLines(nodeDisk, file, [1], 77)];
  expect(blocks.length).toBeGreaterThan(5);
  expect(blocks.reduce((sum, block) => sum + countLines(block), 0)).toBe(3000);
  const rows = [...rowsOfLines(blocks)].flat();
  expect(rows).toEqual(Array.from({ length: 3000 }, (_, at) => [`name\t${at}`, '77', 'ü'.repeat(at % 700)]));
  writeFileSync(path, text.replace('name', 'nome'));
  expect(() => [...stagedLines(nodeDisk, file, [], null)]).toThrow('does not hold the content that was written');
  rmSync(folder, { recursive: true });
});
