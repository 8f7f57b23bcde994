/** The worked example of the legacy format, through the destination's executable. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  acknowledged,
  catalog,
  createDestination,
  example,
  exampleRecords,
  lines,
  record,
  state,
  wholeStreams,
  type Destination,
} from '../support/destination';

const streams = Object.keys(exampleRecords());
const expected = (report: string): string => readFileSync(join(example, `${report}.csv`), 'utf8');

let destination: Destination;
beforeEach(() => {
  destination = createDestination();
});
afterEach(() => {
  destination.folder.remove();
});

function published(report: string): string {
  const [batch] = destination.batches();
  const { file } = batch!.reports.find((each) => each.report === report)!;
  return destination.read('incoming', file);
}

test('the worked example comes out byte for byte', async () => {
  const outcome = await destination.write(lines(...wholeStreams(exampleRecords())), catalog(streams));
  expect(outcome.code).toBe(0);
  expect(published('customers')).toBe(expected('customers'));
  expect(published('invoices')).toBe(expected('invoices'));
});

test('streams may come in any order, and mixed', async () => {
  const records = exampleRecords();
  const backwards = [...streams].reverse().flatMap((name) => records[name]!.map((row) => record(name, row)).reverse());
  const mixed = backwards.filter((_, at) => at % 2 === 0).concat(backwards.filter((_, at) => at % 2 === 1));
  const outcome = await destination.write(lines(...mixed, ...streams.map((name) => state(name))), catalog(streams));
  expect(outcome.code).toBe(0);
  expect(published('customers')).toBe(expected('customers'));
  expect(published('invoices')).toBe(expected('invoices'));
});

test('the manifest says what the batch holds, whose it is and where the rejects are', async () => {
  await destination.write(lines(...wholeStreams(exampleRecords())), catalog(streams));
  const [batch] = destination.batches();
  expect(batch).toMatchObject({
    manifestVersion: 1,
    format: 'servicetitan-legacy-reports',
    formatVersion: 1,
    tenant: 'DEMO01',
    software: 'ServiceTitan',
    trade: 'plumbing',
    timeZone: 'America/Chicago',
    syncId: 12,
  });
  expect(batch!.batchId).toMatch(/^[0-9a-f]{16}$/);
  const [customers, invoices] = batch!.reports;
  expect(customers).toMatchObject({
    mode: 'snapshot',
    file: `Customer List_Dated 01_05_26 - 01_06_26_DEMO01_${batch!.batchId}.csv`,
    bytes: 768,
    sha256: 'f2a7fb79a815542c65b8cae784abfc19e642fdede8c5baba31a3e77e3c46943c',
    rejects: `../rejected/${batch!.batchId}.customers.rejects.csv`,
    counts: { read: 3, filtered: 0, rejected: 1, written: 2, superseded: 0, unchanged: 0 },
    controlTotals: {
      rows: 2,
      distinct_customers: 2,
      active_members: 1,
      key_digest: '434b947f6fe172c111334ca33ac2436100197f81748b69bfac0f1b7e01dd81c7',
    },
  });
  expect(invoices).toMatchObject({
    mode: 'changes',
    bytes: 983,
    sha256: '4d5697bcc73ff8f58817be8f0f773770f3be5fbc5b76b242954ccd2777eb6ea1',
    rejects: null,
    counts: { read: 3, filtered: 1, rejected: 0, written: 2, superseded: 0, unchanged: 0 },
    controlTotals: { sum_total: '1149.00', by_status: { Posted: 1, Exported: 1 } },
  });
  const rejects = destination.read('incoming', customers!.rejects!).split('\r\n');
  expect(rejects[0]).toBe('batch_id,report,source_stream,source_id,row_number,reason_code,column,message,raw_json');
  expect(rejects[1]).toContain(
    `${batch!.batchId},customers,customers,4000003,3,MISSING_REQUIRED,street,Customer Street is empty,"{""id"":4000003`,
  );
});

test('delivered again, the same data changes no file and is acknowledged', async () => {
  const input = lines(...wholeStreams(exampleRecords()));
  const first = await destination.write(input, catalog(streams));
  const files = (['incoming', 'rejected', 'quarantine'] as const).map((name) => destination.files(name));
  const again = await destination.write(input, catalog(streams, { syncId: 13 }));
  expect(again.code).toBe(0);
  expect((['incoming', 'rejected', 'quarantine'] as const).map((name) => destination.files(name))).toEqual(files);
  expect(acknowledged(again)).toEqual(acknowledged(first));
});

test('a sync of changes sends the whole customer list and the one invoice whose content changed', async () => {
  const records = exampleRecords();
  await destination.write(lines(...wholeStreams(records)), catalog(streams));
  const [first, second] = records.invoices!;
  const changed = { ...first, balance: '10.00', modifiedOn: '2026-01-08T01:00:00Z' };
  const touched = { ...second, modifiedOn: '2026-01-08T02:00:00Z' };
  const outcome = await destination.write(
    lines(record('invoices', changed), record('invoices', touched), ...streams.map((name) => state(name))),
    catalog(streams),
  );
  expect(outcome.code).toBe(0);
  const batch = destination.batches().at(-1)!;
  expect(destination.batches()).toHaveLength(2);
  expect(destination.rows(batch, 'invoices').map((row) => [row['Invoice ID'], row.Balance])).toEqual([
    ['70000001', '10.00'],
  ]);
  expect(batch.reports.find(({ report }) => report === 'invoices')!.counts).toMatchObject({
    read: 2,
    unchanged: 1,
    written: 1,
  });
  expect(destination.rows(batch, 'customers')).toHaveLength(2);
});

test('a list that returns to an earlier content is published again, with a greater version', async () => {
  const records = exampleRecords();
  const rename = (name: string, at: string) => ({ ...records.customers![0]!, name, modifiedOn: at });
  const sync = (customer: Record<string, unknown>) =>
    destination.write(lines(record('customers', customer), ...streams.map((each) => state(each))), catalog(streams));
  await destination.write(lines(...wholeStreams(records)), catalog(streams));
  await sync(rename('Somebody Else', '2026-02-01T00:00:00Z'));
  await sync(rename('Jane Q. Example', '2026-03-01T00:00:00Z'));
  await sync(rename('Somebody Else', '2026-04-01T00:00:00Z'));
  const batches = destination.batches().sort((a, b) => a.version! - b.version!);
  expect(batches.map((batch) => destination.rows(batch, 'customers')[0]!['Customer Name'])).toEqual([
    'Jane Q. Example',
    'Somebody Else',
    'Jane Q. Example',
    'Somebody Else',
  ]);
  expect(new Set(batches.map(({ version }) => version)).size).toBe(4);
});
