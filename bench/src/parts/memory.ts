import type { StreamSpec } from 'servicetitan-specs';
import { startSimulator, streamNames, type Sizes } from 'servicetitan-test/simulator';

import { measure } from '../measure';
import { configuredCatalog, jsonFile, maxRequestsPerSecond, sourceConfig, sourceProgram, specOf } from '../tenant';

import { count, type Finding, type Part } from './part';

const defaultSizes = [100_000];
const rssGoalMb = 150;

async function peak(
  what: string,
  chosen: readonly StreamSpec[],
  sizes: Partial<Sizes>,
  folder: string,
): Promise<Finding> {
  const simulator = await startSimulator({ tenants: [{ sizes }], switches: { requestsPerSecond: Infinity } });
  const config = jsonFile(folder, 'config.json', sourceConfig(simulator, maxRequestsPerSecond));
  const catalog = jsonFile(folder, 'catalog.json', configuredCatalog(chosen));
  const { peakRssMb, wallSeconds } = await measure(sourceProgram, ['read', '--config', config, '--catalog', catalog]);
  await simulator.close();
  return {
    what: `${what}: peak RSS, in ${wallSeconds.toFixed(0)} s`,
    measured: `${peakRssMb.toFixed(0)} MB`,
    limit: '',
    goal: `< ${String(rssGoalMb)} MB`,
    met: peakRssMb < rssGoalMb,
  };
}

/** The source's memory by the number of rows, of one stream and of all the simulator's rich ones side by side. */
export const memoryPart: Part = {
  name: 'memory',
  async run({ folder, sizes }) {
    const findings: Finding[] = [];
    const rich = streamNames.map(specOf);
    for (const invoices of sizes.length > 0 ? sizes : defaultSizes) {
      const customers = 1000;
      findings.push(await peak(`${count(invoices)} invoices`, [specOf('invoices')], { customers, invoices }, folder));
      if (invoices > 100_000) continue;
      const name = `${String(rich.length)} streams, ${count(invoices)} invoices among them`;
      findings.push(await peak(name, rich, { customers: invoices / 5, invoices }, folder));
    }
    return findings;
  },
};
