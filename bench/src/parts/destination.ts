import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { invoiceLines } from '../invoice-lines';
import { measure, medians } from '../measure';
import { destinationProgram, jsonFile } from '../tenant';

import { invoiceColumns } from './files';
import { count, type Finding, type Part } from './part';
import { compared } from './source';

const runs = 3;
const defaultSizes = [100_000];
const cpuGoal = 3;
const rssGoalMb = 400;

async function writeInvoices(invoices: number, folder: string): Promise<Finding[]> {
  const { lines, catalog } = await invoiceLines(invoices, folder);
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
