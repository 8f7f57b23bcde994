/** From ServiceTitan into the legacy files, week after week, with both executables as Airbyte runs them. */
import { setTimeout as delay } from 'node:timers/promises';

import { streams } from 'servicetitan-specs';

import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { completeBatches, rowsOf, type Manifest } from '../support/batches';
import { temporaryFolder, type Folder } from '../support/connector';
import { syncOnce, type PipelineOutcome } from '../support/pipeline';
import { errorsOf, stateFile } from '../support/protocol';
import { catalogOf, sourceConfig } from '../support/source';

const reportStreams = streams.filter((stream) => stream.suggested).map(({ name }) => name);
const minute = 60_000;

let folder: Folder;
let simulator: Simulator;
let tenant: Tenant;
let states: unknown[];

beforeEach(async () => {
  folder = temporaryFolder();
  states = [];
  simulator = await startSimulator({
    tenants: [{ seed: 21, sizes: { customers: 150, invoices: 400 } }],
    switches: { exportBatchSize: 50 },
  });
  [tenant] = simulator.tenants;
});

afterEach(async () => {
  await simulator.close();
  folder.remove();
});

const legacy = (): string => `${folder.path}/legacy`;
const destinationConfig = (more: Record<string, unknown> = {}): unknown => ({
  tenant_key: 'acme',
  time_zone: 'America/Chicago',
  trade: 'plumbing',
  delivery: { kind: 'files', directory: legacy(), file_type: 'csv' },
  limits: { max_reject_rate: 0.5, max_reject_rows: 500, min_rows_vs_previous: 0.5, allow_empty_snapshot: false },
  ...more,
});

async function sync(started?: Parameters<typeof syncOnce>[2]): Promise<PipelineOutcome> {
  const outcome = await syncOnce(
    folder,
    {
      sourceConfig: sourceConfig(simulator, tenant),
      destinationConfig: destinationConfig(),
      catalog: catalogOf('incremental', ...reportStreams),
      state: states,
    },
    started,
  );
  states = stateFile(outcome.destination.messages, states);
  return outcome;
}

const activeCustomers = (): string[] =>
  tenant
    .rows('customers')
    .filter((row) => row.active === true && (row.mergedToId ?? null) === null)
    .map((row) => String(row.id))
    .sort();
const settledInvoices = (): string[] =>
  tenant
    .rows('invoices')
    .filter((row) => row.active === true && row.syncStatus !== 'Pending' && (row.invoiceDate ?? null) !== null)
    .map((row) => String(row.id))
    .sort();

/** Ids that a batch wrote or rejected: together they must be all there are. */
function idsIn(batch: Manifest, report: string, column: string): string[] {
  return rowsOf(legacy(), 'acme', batch, report).map((row) => row[column]!);
}

function expectAccounted(batch: Manifest): void {
  for (const { counts } of batch.reports) {
    const { read = 0, filtered = 0, rejected = 0, unchanged = 0, written = 0 } = counts;
    expect(read).toBe(filtered + rejected + unchanged + written);
  }
}

test('the first sync writes a complete customer list and the settled invoices, and every row is accounted for', async () => {
  const outcome = await sync();
  expect([outcome.source.code, outcome.destination.code, errorsOf(outcome.destination.messages)]).toEqual([0, 0, []]);
  const [batch] = completeBatches(legacy(), 'acme');
  expectAccounted(batch!);
  const counts = Object.fromEntries(batch!.reports.map((report) => [report.report, report.counts]));
  expect(counts.customers!.written! + counts.customers!.rejected!).toBe(activeCustomers().length);
  expect(counts.invoices!.written! + counts.invoices!.rejected!).toBe(settledInvoices().length);
  expect(activeCustomers()).toEqual(expect.arrayContaining(idsIn(batch!, 'customers', 'Customer ID')));
});

test('the second sync sends the invoices that changed and a complete customer list again', async () => {
  await sync();
  simulator.clock.advance(minute);
  const invoice = tenant
    .rows('invoices')
    .find((row) => row.active === true && row.syncStatus === 'Posted' && (row.invoiceDate ?? null) !== null)!;
  tenant.mutate({ action: 'edit', stream: 'invoices', id: Number(invoice.id), fields: { summary: 'Second visit' } });
  const [added] = tenant.mutate({ action: 'add', stream: 'customers' }).ids;
  simulator.clock.advance(30 * minute);
  const outcome = await sync();
  expect([outcome.source.code, outcome.destination.code]).toEqual([0, 0]);
  const batch = completeBatches(legacy(), 'acme').at(-1)!;
  expectAccounted(batch);
  expect(idsIn(batch, 'invoices', 'Invoice ID')).toEqual([String(invoice.id)]);
  expect(idsIn(batch, 'customers', 'Customer ID')).toContain(added);
  const counts = batch.reports.find((report) => report.report === 'customers')!.counts;
  expect(counts.written! + counts.rejected!).toBe(activeCustomers().length);
});

test('a third sync without changes publishes nothing new and still moves the states on', async () => {
  await sync();
  const before = completeBatches(legacy(), 'acme').length;
  const outcome = await sync();
  expect([outcome.source.code, outcome.destination.code]).toEqual([0, 0]);
  expect(completeBatches(legacy(), 'acme')).toHaveLength(before);
  expect(outcome.destination.messages.filter((message) => message.type === 'STATE').length).toBeGreaterThan(0);
});

test('a source that fails in the middle publishes no customer list, and the retry makes up for it', async () => {
  simulator.faults.add({
    path: /export\/customers$/,
    effect: { kind: 'status', status: 400 },
    skip: 1,
    times: Infinity,
  });
  const failed = await sync();
  expect(failed.source.code).toBe(1);
  expect(failed.destination.code).toBe(1);
  expect(
    completeBatches(legacy(), 'acme').flatMap((batch) =>
      batch.reports.filter((report) => report.report === 'customers'),
    ),
  ).toEqual([]);
  expect(errorsOf(failed.destination.messages)[0]!.message).toContain('customers');
  simulator.faults.clear();
  const retried = await sync();
  expect([retried.source.code, retried.destination.code]).toEqual([0, 0]);
  const batches = completeBatches(legacy(), 'acme');
  expect(batches.flatMap((batch) => idsIn(batch, 'invoices', 'Invoice ID')).length).toBeGreaterThan(0);
  const snapshot = batches.at(-1)!.reports.find((report) => report.report === 'customers')!;
  expect(snapshot.counts.written! + snapshot.counts.rejected!).toBe(activeCustomers().length);
});

test('kill -9 of either side at any moment, then a run to the end: nothing lost, nothing half published', async () => {
  for (let attempt = 0; attempt < 12; attempt += 1) {
    simulator.clock.advance(20 * minute);
    tenant.mutate({ action: 'edit-many', stream: 'invoices', count: 5 });
    await sync((source, destination) => {
      const victim = attempt % 2 === 0 ? destination : source;
      void delay(200 + attempt * 130).then(() => victim.kill('SIGKILL'));
    });
    // completeBatches checks every manifest against its files
    completeBatches(legacy(), 'acme');
  }
  simulator.clock.advance(60 * minute);
  const last = await sync();
  expect([last.source.code, last.destination.code]).toEqual([0, 0]);
  const batches = completeBatches(legacy(), 'acme');
  const sent = new Set(batches.flatMap((batch) => idsIn(batch, 'invoices', 'Invoice ID')));
  const invoiceBatches = batches.flatMap((batch) => batch.reports.filter((report) => report.report === 'invoices'));
  const rejected = invoiceBatches.reduce((sum, report) => sum + report.counts.rejected!, 0);
  expect(settledInvoices().filter((id) => !sent.has(id)).length).toBeLessThanOrEqual(rejected);
  const snapshot = batches.at(-1)!.reports.find((report) => report.report === 'customers');
  if (snapshot !== undefined)
    expect(snapshot.counts.written! + snapshot.counts.rejected!).toBe(activeCustomers().length);
}, 240_000);

test("one tenant's failure leaves another tenant's files alone", async () => {
  await sync();
  const before = completeBatches(legacy(), 'acme');
  await syncOnce(folder, {
    sourceConfig: sourceConfig(simulator, tenant, { client_secret: 'cs1.revoked' }),
    destinationConfig: destinationConfig({ tenant_key: 'other' }),
    catalog: catalogOf('incremental', ...reportStreams),
  });
  expect(completeBatches(legacy(), 'other')).toEqual([]);
  expect(completeBatches(legacy(), 'acme')).toEqual(before);
});
