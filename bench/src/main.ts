import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { streams } from 'servicetitan-specs';
import { startSimulator } from 'servicetitan-test/simulator';

import { measure, median } from './measure';
import { describe, record, type Row } from './report';

const repository = dirname(dirname(__dirname));
const source = join(repository, 'source-servicetitan', 'bin', 'main');
const destination = join(repository, 'destination-legacy-ingest', 'bin', 'main');
const runs = 3;
/** The columns of the default invoices report that come from the invoice itself. */
const invoiceColumns =
  'referenceNumber,invoiceDate,syncStatus,job.number,job.type,businessUnit.name,customer.id,customer.name,' +
  'locationAddress.street,locationAddress.unit,locationAddress.city,locationAddress.state,locationAddress.zip,' +
  'locationAddress.country,subTotal,salesTax,total,balance,dueDate,termName,createdOn,sentStatus,summary,id,job.id,location.id';

function configured(names: readonly string[]): unknown {
  return {
    streams: names.map((name) => ({
      stream: { name, json_schema: { type: 'object', properties: {} }, supported_sync_modes: ['incremental'] },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      cursor_field: ['modifiedOn'],
      primary_key: [['id']],
    })),
  };
}

/** Reads invoices from the simulator and formats them, each beside a bare loop over the same bytes. */
async function benchmark(invoices: number, folder: string): Promise<Row[]> {
  const simulator = await startSimulator({
    tenants: [{ sizes: { customers: 1000, invoices } }],
    switches: { requestsPerSecond: 1_000_000 },
  });
  const [tenant] = simulator.tenants;
  const path = streams.find((stream) => stream.name === 'invoices')?.path ?? '';
  const file = (name: string, content: unknown): string => {
    const target = join(folder, name);
    writeFileSync(target, JSON.stringify(content));
    return target;
  };
  const config = file('source.json', {
    tenant_id: tenant.tenantId,
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    app_key: tenant.appKey,
    api_url: simulator.apiUrl,
    auth_url: simulator.authUrl,
    requests_per_second: 60,
  });
  const only = file('invoices.json', configured(['invoices']));
  const needed = streams.filter((stream) => stream.suggested).map((stream) => stream.name);
  const catalog = file('catalog.json', configured(needed));
  const lines = join(folder, 'lines.jsonl');
  const target = file('destination.json', {
    tenant_key: 'bench',
    time_zone: 'America/Chicago',
    delivery: { kind: 'files', directory: join(folder, 'legacy'), file_type: 'csv' },
    limits: { max_reject_rate: 1, max_reject_rows: 1_000_000_000 },
  });
  const access = [simulator.apiUrl, simulator.authUrl, tenant.tenantId, tenant.clientId, tenant.clientSecret];
  const bareSource = [...access, tenant.appKey, path, 'invoices'];

  const read = await median(runs, () => measure(source, ['read', '--config', config, '--catalog', only]));
  const bareRead = await median(runs, () => measure(join(__dirname, 'bare-source.js'), bareSource));
  await measure(source, ['read', '--config', config, '--catalog', catalog], { stdout: lines });
  const write = await median(runs, () => {
    rmSync(join(folder, 'legacy'), { recursive: true, force: true });
    return measure(destination, ['write', '--config', target, '--catalog', catalog], { stdin: lines });
  });
  const bareWrite = await median(runs, () =>
    measure(join(__dirname, 'bare-destination.js'), ['invoices', join(folder, 'bare.csv'), invoiceColumns], {
      stdin: lines,
    }),
  );
  await simulator.close();
  for (const [name, { code }] of Object.entries({ read, bareRead, write, bareWrite }))
    if (code !== 0) throw new Error(`${name} ended with exit code ${String(code)}`);
  return [
    {
      name: 'source: read invoices',
      records: invoices,
      ours: read,
      limit: bareRead,
      goal: { cpuRatio: 1.2, peakRssMb: 150 },
    },
    {
      name: 'destination: invoices with joins to CSV',
      records: invoices,
      ours: write,
      limit: bareWrite,
      goal: { cpuRatio: 3, peakRssMb: 400 },
    },
  ];
}

async function main(): Promise<void> {
  const invoices = Number(process.argv[2] ?? 100_000);
  if (!Number.isSafeInteger(invoices) || invoices < 1) throw new RangeError('npm run bench -- [number of invoices]');
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const now = new Date();
    const text = describe(await benchmark(invoices, folder), now);
    console.log(text);
    console.log(`Recorded in ${record(text, now)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
