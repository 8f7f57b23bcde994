import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { unzipSync } from 'fflate';
import { compileFormat, type CellValue, type CompiledReport } from 'legacy-format';

import { nodeDisk } from '../src/disk/disk';
import { createParts, type RenderedFile } from '../src/render/encoding/parts';
import { xlsxEncoding } from '../src/render/encoding/xlsx/xlsx';
import { createZipFile } from '../src/render/encoding/xlsx/zip-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xlsx-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Column {
  readonly type: string;
  readonly value: CellValue;
  readonly text?: string;
}

/** Writes rows of these cells and says which files they made. */
function write(columns: readonly Column[], { rows = 1, mode = 'snapshot', delivery = {} } = {}): RenderedFile[] {
  const format = compileFormat(
    {
      format: 'servicetitan-legacy-reports',
      version: 1,
      delivery,
      reports: {
        things: {
          title: 'Things',
          source: 'things',
          key: ['c0'],
          mode,
          columns: columns.map(({ type }, at) => ({ name: `c${at}`, header: `C${at}`, from: `c${at}`, type })),
        },
      },
    } as Parameters<typeof compileFormat>[0],
    { tenantKey: 'T1', timeZone: 'UTC' },
  );
  const parts = createParts(format.reports[0]!, xlsxEncoding(format, nodeDisk), join(folder, 'things'));
  const row = {
    key: '1',
    cells: columns.map(({ value, text }) => text ?? String(value)),
    values: columns.map(({ value }) => value),
  };
  for (let at = 0; at < rows; at += 1) parts.row(row);
  return parts.finish();
}

const sheetOf = ({ path }: RenderedFile): string =>
  Buffer.from(unzipSync(readFileSync(path))['xl/worksheets/sheet1.xml']!).toString();

/** The first row below the header, cell by cell. */
function cells(columns: readonly Column[]): string[] {
  const [file] = write(columns);
  const row = /<row r="2">(.*?)<\/row>/s.exec(sheetOf(file!))![1]!;
  return row.match(/<c .*?<\/c>/gs) ?? [];
}

test('money is a number as long as a spreadsheet can hold it exactly', () => {
  expect(
    cells([
      { type: 'money', value: '1234567890123.45' },
      { type: 'money', value: '12345678901234.56' },
      { type: 'money', value: '-0.05' },
      { type: 'integer', value: '0' },
    ]),
  ).toEqual([
    '<c r="A2" s="4"><v>1234567890123.45</v></c>',
    '<c r="B2" t="inlineStr"><is><t>12345678901234.56</t></is></c>',
    '<c r="C2" s="4"><v>-0.05</v></c>',
    '<c r="D2"><v>0</v></c>',
  ]);
});

test('dates are dates, with their time where they have one, and text where spreadsheets miscount', () => {
  expect(
    cells([
      { type: 'businessDate', value: '2026-01-05' },
      { type: 'instantDateTime', value: '2026-01-05T18:00:00' },
      { type: 'businessDate', value: '1900-03-01' },
      { type: 'businessDate', value: '1900-02-28', text: '2/28/1900' },
      { type: 'businessDate', value: '0001-01-01', text: '1/1/0001' },
    ]),
  ).toEqual([
    '<c r="A2" s="2"><v>46027</v></c>',
    '<c r="B2" s="3"><v>46027.75</v></c>',
    '<c r="C2" s="2"><v>61</v></c>',
    '<c r="D2" t="inlineStr"><is><t>2/28/1900</t></is></c>',
    '<c r="E2" t="inlineStr"><is><t>1/1/0001</t></is></c>',
  ]);
});

test('text is kept as it is, but for what XML cannot hold', () => {
  const text = (value: string) => /<t.*<\/t>/s.exec(cells([{ type: 'text', value }])[0]!)![0];
  expect(text('Smith & <Sons> "Ltd"')).toBe('<t>Smith &amp; &lt;Sons&gt; &quot;Ltd&quot;</t>');
  expect(text('a\u0000b\u001fc\ufffed')).toBe('<t>abcd</t>');
  expect(text('half \ud83d pair, whole \ud83d\ude00')).toBe(
    '<t>half  pair, whole \ud83d\ude00</t>'.replace('<t>', '<t xml:space="preserve">'),
  );
  expect(text('two\r\nlines')).toBe('<t xml:space="preserve">two\nlines</t>');
  expect(text('_x0041_')).toBe('<t>_x005F_x0041_</t>');
});

test('an empty cell is no cell, so that an empty date is empty and not 1900', () => {
  expect(
    cells([
      { type: 'id', value: '7' },
      { type: 'businessDate', value: null, text: '' },
      { type: 'money', value: null, text: '' },
      { type: 'boolean', value: false },
    ]),
  ).toEqual(['<c r="A2" t="inlineStr"><is><t>7</t></is></c>', '<c r="D2" t="b"><v>0</v></c>']);
});

test('another file is begun before the last row of a sheet', () => {
  const files = write([{ type: 'integer', value: '1' }], { rows: 1_048_577 });
  expect(files.map(({ rows }) => rows)).toEqual([1_048_575, 2]);
  expect(sheetOf(files[0]!).slice(-100)).toContain('<row r="1048576">');
  expect(sheetOf(files[1]!)).toMatch(/<row r="1"><c r="A1" t="inlineStr"><is><t>C0<\/t>/);
});

test('another file is begun when one says that it can hold no more', () => {
  const taken: number[] = [];
  const report = { mode: 'snapshot' } as CompiledReport;
  const parts = createParts(
    report,
    {
      extension: 'x',
      maxRows: () => Infinity,
      open: (_report, path) => {
        const at = taken.push(0) - 1;
        return {
          row: () => void (taken[at]! += 1),
          isFull: () => taken[at] === 2,
          finish: () => ({ path, bytes: 0, sha256: '' }),
        };
      },
    },
    'things',
  );
  for (let row = 0; row < 5; row += 1) parts.row({ key: '', cells: [], values: [] });
  expect(parts.finish().map(({ path, rows }) => [path, rows])).toEqual([
    ['things', 2],
    ['things.2', 2],
    ['things.3', 1],
  ]);
});

test('a report of changes is cut where the format says, a list is not', () => {
  const delivery = { maxRowsPerFile: 10 };
  const column = [{ type: 'integer', value: '1' }];
  expect(write(column, { rows: 25, mode: 'changes', delivery }).map(({ rows }) => rows)).toEqual([10, 10, 5]);
  expect(write(column, { rows: 25, delivery })).toHaveLength(1);
});

test('the same rows are the same bytes on any day: the archive has one date, and that has no zone', () => {
  const [first] = write([{ type: 'businessDate', value: '2026-01-05' }], { rows: 100 });
  const bytes = readFileSync(first!.path);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(first!.sha256);
  // APPNOTE 4.3.7: time and date of an entry, here midnight and 1980-01-01
  for (let at = bytes.indexOf('PK\u0003\u0004'); at >= 0; at = bytes.indexOf('PK\u0003\u0004', at + 4))
    expect(bytes.readUInt32LE(at + 10)).toBe(0x0021_0000);
  const [again] = write([{ type: 'businessDate', value: '2026-01-05' }], { rows: 100 });
  expect(again!.sha256).toBe(first!.sha256);
});

test('a long sheet, which another thread deflates, has the bytes of one that is deflated here', () => {
  // the program of the thread is only in the built package; without it everything is done in this thread
  const built = createRequire(__filename)('../lib/render/encoding/xlsx/zip-file') as {
    createZipFile: typeof createZipFile;
  };
  const lines = Array.from(
    { length: 60_000 },
    (_, at) => `<row r="${at}"><c><v>${at * 7919}</v></c><c>Smith & Søn</c></row>\n`,
  );
  const digests = [createZipFile, built.createZipFile].map((create, at) => {
    const zip = create(nodeDisk, join(folder, `${at}.zip`));
    for (const name of ['first.xml', 'sheet.xml']) {
      const entry = zip.entry(name);
      for (const line of name === 'first.xml' ? lines.slice(0, 10) : [...lines, ...lines]) entry.write(line);
      entry.end();
    }
    return zip.finish().sha256;
  });
  expect(digests[1]).toBe(digests[0]);
  const sheet = unzipSync(readFileSync(join(folder, '1.zip')))['sheet.xml'] ?? Buffer.alloc(0);
  expect(sheet.length).toBeGreaterThan(5 << 20);
  expect(Buffer.from(sheet).toString() === [...lines, ...lines].join('')).toBe(true);
});
