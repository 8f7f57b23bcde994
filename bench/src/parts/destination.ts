import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { streams } from 'servicetitan-specs';
import { startSimulator } from 'servicetitan-test/simulator';

import { measure, medians } from '../measure';
import {
  configuredCatalog,
  destinationProgram,
  jsonFile,
  maxRequestsPerSecond,
  sourceConfig,
  sourceProgram,
} from '../tenant';

import { count, type Finding, type Part } from './part';
import { compared } from './source';

const runs = 3;
const defaultSizes = [100_000];
const cpuGoal = 3;
const rssGoalMb = 400;

/** The columns of the default invoices report that come from the invoice itself. */
const invoiceColumns =
  'referenceNumber,invoiceDate,syncStatus,job.number,job.type,businessUnit.name,customer.id,customer.name,' +
  'locationAddress.street,locationAddress.unit,locationAddress.city,locationAddress.state,locationAddress.zip,' +
  'locationAddress.country,subTotal,salesTax,total,balance,dueDate,termName,createdOn,sentStatus,summary,id,job.id,location.id';

async function writeInvoices(invoices: number, folder: string): Promise<Finding[]> {
  const simulator = await startSimulator({
    tenants: [{ sizes: { customers: 1000, invoices } }],
    switches: { requestsPerSecond: Infinity },
  });
  const needed = streams.filter(({ suggested }) => suggested);
  const catalog = jsonFile(folder, 'catalog.json', configuredCatalog(needed));
  const lines = join(folder, 'lines.jsonl');
  const source = jsonFile(folder, 'source.json', sourceConfig(simulator, maxRequestsPerSecond));
  await measure(sourceProgram, ['read', '--config', source, '--catalog', catalog], { stdout: lines });
  await simulator.close();
  const legacy = join(folder, 'legacy');
  const config = jsonFile(folder, 'destination.json', {
    tenant_key: 'bench',
    time_zone: 'America/Chicago',
    delivery: { kind: 'files', directory: legacy, file_type: 'csv' },
    limits: { max_reject_rate: 1, max_reject_rows: 1_000_000_000 },
  });
  const [ours, limit] = await medians(runs, [
    () => {
      rmSync(legacy, { recursive: true, force: true });
      return measure(destinationProgram, ['write', '--config', config, '--catalog', catalog], { stdin: lines });
    },
    () => {
      const args = ['invoices', join(folder, 'bare.csv'), invoiceColumns];
      return measure(join(__dirname, '..', 'bare-destination.js'), args, { stdin: lines });
    },
  ]);
  return compared(
    `destination: ${count(invoices)} invoices with joins to CSV`,
    invoices,
    { ours, limit, limitName: 'bare loop' },
    { cpuRatio: cpuGoal, rssMb: rssGoalMb },
  );
}

/** All streams of the default reports, against a loop that parses the lines and writes one report without joins. */
export const destinationPart: Part = {
  name: 'destination',
  async run({ folder, sizes }) {
    const findings: Finding[] = [];
    for (const size of sizes.length > 0 ? sizes : defaultSizes) findings.push(...(await writeInvoices(size, folder)));
    return findings;
  },
};
