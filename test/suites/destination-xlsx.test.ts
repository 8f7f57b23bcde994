/** XLSX files of the destination, opened by a program that has nothing to do with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'csv-parse/sync';

import {
  catalog,
  createDestination,
  example,
  exampleRecords,
  lines,
  wholeStreams,
  type Destination,
} from '../support/destination';
import { openpyxl, readWorkbook, type FoundCell, type FoundWorkbook } from '../support/workbook';

const streams = Object.keys(exampleRecords());

let destination: Destination;
beforeEach(() => {
  destination = createDestination();
});
afterEach(() => {
  destination.folder.remove();
});

const delivery = () => ({ kind: 'files', directory: destination.directory, file_type: 'xlsx' });

async function workbooks(records = exampleRecords(), config: Record<string, unknown> = {}) {
  const outcome = await destination.write(lines(...wholeStreams(records)), catalog(streams), {
    delivery: delivery(),
    ...config,
  });
  expect(outcome.code).toBe(0);
  const [batch] = destination.batches();
  return Object.fromEntries(
    batch!.reports.map(({ report, file }): [string, FoundWorkbook] => [
      report,
      readWorkbook(destination.path('incoming', file)),
    ]),
  );
}

/** A cell as a CSV file of the default format has it. */
function asText({ type, value }: FoundCell, header: string): string {
  if (value === null) return '';
  if (type === 'b') return value === true ? 'Yes' : 'No';
  if (type === 'd') {
    const [year, month, day] = String(value).slice(0, 10).split('-').map(Number);
    return `${month}/${day}/${year}`;
  }
  return type === 'n' && !/^Lifetime Jobs/.test(header) ? Number(value).toFixed(2) : String(value);
}

const itOpens = openpyxl.ready ? test : test.skip;

itOpens('the worked example has the same rows as its CSV files, typed', async () => {
  const books = await workbooks();
  for (const report of ['customers', 'invoices']) {
    const { sheets, frozen, rows } = books[report]!;
    const expected = parse(readFileSync(join(example, `${report}.csv`)));
    const header = expected[0]!;
    expect(sheets).toEqual(['Sheet1']);
    expect(frozen).toBe('A2');
    expect(rows.map((row) => row.map((cell, at) => asText(cell, header[at]!)))).toEqual(expected);
  }
  const column = (report: string, name: string): FoundCell[] => {
    const { rows } = books[report]!;
    const at = rows[0]!.findIndex(({ value }) => value === name);
    return rows.slice(1).map((row) => row[at]!);
  };
  for (const [report, name, type, format] of [
    ['customers', 'Customer ID', 's', 'General'],
    ['customers', 'Customer Zip', 's', 'General'],
    ['customers', 'Phone Number', 's', 'General'],
    ['customers', 'Created On', 'd', 'm/d/yyyy'],
    ['customers', 'Do Not Mail', 'b', 'General'],
    ['invoices', 'Invoice #', 's', 'General'],
    ['invoices', 'Total', 'n', '$0.00'],
    ['invoices', 'Invoice Date', 'd', 'm/d/yyyy'],
  ] as const) {
    const [first] = column(report, name);
    expect([name, first!.type, first!.format]).toEqual([name, type, format]);
  }
});

itOpens('text that would be a formula stays what the customer is called and is marked as text', async () => {
  const records = exampleRecords();
  const [customer, ...others] = records.customers!;
  records.customers = [{ ...customer, name: '=HYPERLINK("http://x","y")' }, ...others];
  const { rows } = (await workbooks(records)).customers!;
  const name = rows[1]![rows[0]!.findIndex(({ value }) => value === 'Customer Name')]!;
  expect(name).toMatchObject({ type: 's', value: '=HYPERLINK("http://x","y")', quoted: true });
});

itOpens('the format says how the sheet is called and shown', async () => {
  const definition = [
    'format: servicetitan-legacy-reports',
    'version: 1',
    'extends: servicetitan-reports',
    'defaults: { formulaGuard: none }',
    'xlsx: { sheetName: Data & more, freezeHeader: false, dateStyle: yyyy-mm-dd, moneyStyle: "#,##0.00", idsAsText: false }',
  ].join('\n');
  const { invoices } = await workbooks(exampleRecords(), { format: { kind: 'custom', definition } });
  expect([invoices!.sheets, invoices!.frozen]).toEqual([['Data & more'], null]);
  const [header, first] = invoices!.rows;
  const cell = (name: string) => first![header!.findIndex(({ value }) => value === name)];
  expect(cell('Invoice Date')).toMatchObject({ type: 'd', format: 'yyyy-mm-dd' });
  expect(cell('Total')).toMatchObject({ type: 'n', format: '#,##0.00' });
  expect(cell('Customer ID')).toMatchObject({ type: 'n' });
});

test('a sheet name that spreadsheets refuse is refused when the connection is tested', async () => {
  const definition =
    'format: servicetitan-legacy-reports\nversion: 1\nextends: servicetitan-reports\nxlsx: { sheetName: "a/b" }';
  const outcome = await destination.check({ delivery: delivery(), format: { kind: 'custom', definition } });
  const status = outcome.messages.find(({ type }) => type === 'CONNECTION_STATUS')!.connectionStatus!;
  expect(status.status).toBe('FAILED');
  expect(status.message).toMatch(/line 4.*sheetName/s);
});

test('delivered again, the same data changes no file', async () => {
  const input = lines(...wholeStreams(exampleRecords()));
  await destination.write(input, catalog(streams), { delivery: delivery() });
  const files = destination.files('incoming');
  await destination.write(input, catalog(streams), { delivery: delivery() });
  expect(destination.files('incoming')).toEqual(files);
  expect(files.filter((name) => name.endsWith('.xlsx'))).toHaveLength(2);
});
