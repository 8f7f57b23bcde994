import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { invoiceLines } from '../invoice-lines';
import { measure, medians, type Usage } from '../measure';
import { destinationProgram, jsonFile } from '../tenant';

import { count, type Finding, type Part } from './part';

const runs = 3;
const defaultSizes = [100_000];
const rssGoalMb = 300;

/** The columns of the default invoices report that come from the invoice itself. */
export const invoiceColumns =
  'referenceNumber,invoiceDate,syncStatus,job.number,job.type,businessUnit.name,customer.id,customer.name,' +
  'locationAddress.street,locationAddress.unit,locationAddress.city,locationAddress.state,locationAddress.zip,' +
  'locationAddress.country,subTotal,salesTax,total,balance,dueDate,termName,createdOn,sentStatus,summary,id,job.id,location.id';

/** Rows a second that are asked for, on two cores that do nothing else. */
const rateGoals = { csv: 100_000, xlsx: 30_000 } as const;

async function deliver(invoices: number, folder: string): Promise<Finding[]> {
  const { lines, catalog } = await invoiceLines(invoices, folder);
  const findings: Finding[] = [];
  for (const type of ['csv', 'xlsx'] as const) {
    const legacy = join(folder, 'legacy');
    const config = jsonFile(folder, 'destination.json', {
      tenant_key: 'bench',
      time_zone: 'America/Chicago',
      delivery: { kind: 'files', directory: legacy, file_type: type },
      limits: { max_reject_rate: 1, max_reject_rows: 1_000_000_000 },
    });
    const [ours, limit] = await medians(runs, [
      () => {
        rmSync(legacy, { recursive: true, force: true });
        return measure(destinationProgram, ['write', '--config', config, '--catalog', catalog], { stdin: lines });
      },
      () =>
        measure(
          join(__dirname, '..', 'bare-destination.js'),
          ['invoices', join(folder, `bare.${type}`), invoiceColumns],
          {
            stdin: lines,
          },
        ),
    ]);
    const rate = (usage: Usage): number => invoices / usage.wallSeconds;
    const told = (usage: Usage): string =>
      `${count(Math.round(rate(usage)))} rows/s, ${((usage.cpuSeconds * 1e6) / invoices).toFixed(1)} µs of CPU each`;
    const what = `files: ${count(invoices)} invoices with joins to ${type.toUpperCase()}, from stdin`;
    findings.push(
      {
        what,
        measured: told(ours),
        limit: `${told(limit)} (bare loop)`,
        ratio: ours.cpuSeconds / limit.cpuSeconds,
        goal: `≥ ${count(rateGoals[type])} rows/s`,
        met: rate(ours) >= rateGoals[type],
      },
      {
        what: `${what}: peak RSS`,
        measured: `${ours.peakRssMb.toFixed(0)} MB`,
        limit: `${limit.peakRssMb.toFixed(0)} MB (bare loop)`,
        goal: `< ${String(rssGoalMb)} MB`,
        met: ours.peakRssMb < rssGoalMb,
      },
    );
  }
  return findings;
}

/** What a sync writes, by file type, against a loop that parses the lines and writes one report of it without joins. */
export const filesPart: Part = {
  name: 'files',
  async run({ folder, sizes }) {
    const findings: Finding[] = [];
    for (const size of sizes.length > 0 ? sizes : defaultSizes) findings.push(...(await deliver(size, folder)));
    return findings;
  },
};
