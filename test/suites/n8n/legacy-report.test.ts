/** Legacy Report > Create: the same bytes as the destination's file, straight from ServiceTitan. */
import { readFileSync } from 'node:fs';

import { compileFormat, parseFormat } from 'legacy-format';
import type { INodeParameters } from 'n8n-workflow';
import { legacyFormats, type PresetName } from 'servicetitan-specs';

import { credentialOf } from '../../n8n-core';
import { completeBatches, type Manifest } from '../../support/batches';
import { temporaryFolder, type Folder } from '../../support/connector';
import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';
import { syncOnce } from '../../support/pipeline';
import { catalogOf, sourceConfig } from '../../support/source';

const presets = Object.keys(legacyFormats) as PresetName[];
const tenantKey = 'ACME01';
const timeZone = 'America/Chicago';
const limits = { max_reject_rate: 1, max_reject_rows: 10_000 };
const noLimits = { maxRejectRate: 1, maxRejectRows: 10_000 };

let world: NodeWorld;
let folder: Folder;

beforeAll(async () => {
  folder = temporaryFolder();
  world = await startNodeWorld({
    tenants: [{ seed: 21, sizes: { customers: 150, invoices: 400 } }],
    switches: { requestsPerSecond: 10_000, exportBatchSize: 70, maxPageSize: 60 },
  });
}, 900_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const parameters = (more: INodeParameters = {}): INodeParameters => ({
  group: 'reports',
  resource: 'legacyReport',
  operation: 'create',
  format: 'servicetitan-reports',
  report: 'customers',
  tenantKey,
  timeZone,
  returnAs: 'csv',
  options: { trade: 'plumbing', ...noLimits },
  ...more,
});

async function create(more?: INodeParameters) {
  const { error, outputs, items, hints } = await world.run(parameters(more));
  if (error !== null) throw new Error(`${error.message}: ${error.description ?? ''}`);
  return { rows: items, rejects: outputs[1] ?? [], hints };
}

const fileOf = ({ rows }: Awaited<ReturnType<typeof create>>): string =>
  Buffer.from(rows[0]!.binary!.data!.data, 'base64').toString();

/** What the source and the destination make of the same tenant. */
async function delivered(
  name: string,
  format: unknown,
): Promise<{ reports: Manifest['reports']; read(file: string): string }> {
  const directory = `${folder.path}/${name}`;
  const definition =
    (format as { kind: string }).kind === 'custom'
      ? parseFormat((format as { definition: string }).definition)
      : legacyFormats[(format as { preset: PresetName }).preset];
  const { streams } = compileFormat(definition, { tenantKey, timeZone });
  const { source, destination } = await syncOnce(folder, {
    sourceConfig: sourceConfig(world.simulator, world.tenant),
    destinationConfig: {
      ...{ tenant_key: tenantKey, time_zone: timeZone, trade: 'plumbing', limits, format },
      delivery: { kind: 'files', directory, file_type: 'csv' },
    },
    catalog: catalogOf('incremental', ...streams.map(({ stream }) => stream)),
  });
  expect([source.code, destination.code]).toEqual([0, 0]);
  const [batch] = completeBatches(directory, tenantKey);
  return {
    reports: batch!.reports,
    read: (file) => readFileSync(`${directory}/${tenantKey}/incoming/${file}`, 'utf8'),
  };
}

test.each(presets)(
  '%s: every report has the bytes, counts and control totals of the destination over the same tenant',
  async (preset) => {
    const { reports, read } = await delivered(preset, { kind: 'preset', preset });
    expect(reports.length).toBeGreaterThan(0);
    for (const { report, file, sha256, counts, controlTotals, warnings, rejects } of reports) {
      const made = await create({ format: preset, report });
      expect(fileOf(made)).toBe(read(file));
      expect(made.rows[0]!.json).toMatchObject({ report, sha256, controlTotals, warnings });
      const { superseded, ...rest } = counts;
      expect(superseded).toBeGreaterThanOrEqual(0);
      expect(made.rows[0]!.json.counts).toMatchObject(rest);
      expect(made.rejects).toHaveLength(counts.rejected ?? NaN);
      expect(made.rejects.length > 0).toBe(rejects !== null);
    }
  },
  240_000,
);

const own = `format: servicetitan-legacy-reports
version: 1
extends: servicetitan-reports
reports:
  customers:
    columns:
      - { name: customer_name, header: "Who, exactly" }
      - { name: email, enabled: false }
`;

test('a definition of one’s own has the same bytes, too', async () => {
  const { reports, read } = await delivered('own', { kind: 'custom', definition: own });
  const made = await create({ format: 'custom', definition: own });
  expect(fileOf(made)).toBe(read(reports.find(({ report }) => report === 'customers')!.file));
  expect(fileOf(made)).toContain('"Who, exactly"');
}, 120_000);

test('rows as items have the legacy headers, the first one the totals; a rejected record comes with its reasons', async () => {
  const [customer] = world.tenant.rows('customers').filter(({ active, mergedToId }) => active === true && !mergedToId);
  const id = customer!.id as number;
  const { address } = customer as { address: { street: string } };
  world.tenant.mutate({ stream: 'customers', action: 'edit', id, fields: { 'address.street': '' } });
  const file = await create();
  const { rows, rejects, hints } = await create({ returnAs: 'items' });
  const totals = file.rows[0]!.json;
  expect(rows).toHaveLength((totals.counts as { written: number }).written);
  expect(Object.keys(rows[0]!.json)).toEqual(fileOf(file).split('\r\n')[0]!.split(','));
  expect(rows[0]!.metadata).toMatchObject({
    legacyReport: { counts: totals.counts, controlTotals: totals.controlTotals },
  });
  expect(rows[1]!.metadata).toBeUndefined();
  expect(rejects.map(({ json }) => json)).toContainEqual(
    expect.objectContaining({
      sourceStream: 'customers',
      sourceId: String(id),
      reasons: [{ code: 'MISSING_REQUIRED', column: 'street', message: 'Customer Street is empty' }],
      record: expect.objectContaining({ id, tenantId: Number(world.tenant.tenantId) }) as unknown,
    }),
  );
  expect(rejects[0]!.pairedItem).toEqual({ item: 0 });
  expect(hints.join(' ')).toContain('records read');
  world.tenant.mutate({ stream: 'customers', action: 'edit', id, fields: { 'address.street': address.street } });
});

test('invoices of a span of days, or changed since; a complete list is not narrowed', async () => {
  const invoices = { report: 'invoices', returnAs: 'items' };
  const all = await create(invoices);
  const dates = all.rows.map(({ json }) => String(json['Invoice Date'])).sort();
  expect(dates.length).toBeGreaterThan(100);
  const march = { ...noLimits, businessDateFrom: '2024-03-01T00:00:00', businessDateTo: '2024-03-31T00:00:00' };
  const { rows } = await create({ ...invoices, options: march });
  const expected = all.rows.filter(({ json }) => /^3\/\d+\/2024$/.test(String(json['Invoice Date'])));
  expect(expected.length).toBeGreaterThan(0);
  expect(rows.map(({ json }) => json)).toEqual(expected.map(({ json }) => json));
  const since = await create({ ...invoices, options: { ...noLimits, changedSince: '2025-06-01T00:00:00Z' } });
  expect(since.rows.length).toBeLessThan(all.rows.length);
  expect(since.rows.length).toBeGreaterThan(0);
  await expect(create({ options: { changedSince: '2025-06-01T00:00:00Z' } })).rejects.toThrow(
    'Customer List is a complete list',
  );
});

test('past its guards nothing comes out, and the reason is said', async () => {
  const { error, items } = await world.run(parameters({ options: { maxRejectRate: 1, previousRows: 100_000 } }));
  expect(items).toHaveLength(0);
  expect(error?.message).toContain('min_rows_vs_previous');
  expect(error?.description).toContain('Nothing was handed on');
});

test('mistakes in a definition, a report or a time zone are told with their place and the nearest word', async () => {
  const broken = own.replace('header:', 'heder:').replace('enabled: false', 'enabled: maybe');
  await expect(create({ format: 'custom', definition: broken })).rejects.toThrow(
    /2 mistakes.*line 7, column \d+.*heder.*header.*line 8/s,
  );
  await expect(create({ report: 'customer' })).rejects.toThrow(/no report "customer": It has: customers .*invoices/);
  await expect(create({ timeZone: 'America/Chicgo' })).rejects.toThrow(/America\/Chicgo/);
});

test('the reports of a format can be picked from a list', async () => {
  const listed = async (format: string, definition = '') =>
    (
      await world.engine.method({
        ...{ node: 'serviceTitan', kind: 'loadOptions', method: 'getLegacyReports' },
        parameters: parameters({ format, definition }),
      })
    ).value;
  expect(await listed('accounting-download')).toContainEqual({ name: 'Accounting Download', value: 'invoices' });
  expect(await listed('custom', own)).toContainEqual({ name: 'Customer List', value: 'customers' });
});

test('a scope that a joined column needs is named; nothing half comes out', async () => {
  const { scopes } = world.tenant;
  world.tenant.scopes = scopes.filter((scope) => scope !== 'tn.crm.locations:r');
  // n8n asks for a new token when it has none
  await world.engine.saveCredential(credentialOf(world.simulator, world.tenant));
  const { error, items } = await world.run(parameters({ report: 'invoices' }));
  world.tenant.scopes = scopes;
  expect(items).toHaveLength(0);
  expect(error?.message).toContain('tn.crm.locations:r');
});
