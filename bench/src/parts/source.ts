import { join } from 'node:path';

import { startSimulator } from 'servicetitan-test/simulator';

import { measure, medians, type Usage } from '../measure';
import { configuredCatalog, jsonFile, maxRequestsPerSecond, sourceConfig, sourceProgram, specOf } from '../tenant';

import { count, type Finding, type Part } from './part';

const runs = 5;
const defaultSizes = [100_000];
const cpuGoal = 1.2;
const rssGoalMb = 150;

export function compared(
  what: string,
  records: number,
  { ours, limit, limitName }: { readonly ours: Usage; readonly limit: Usage; readonly limitName: string },
  goals: { readonly cpuRatio: number; readonly rssMb: number },
): Finding[] {
  const each = (usage: Usage): string => `${((usage.cpuSeconds * 1e6) / records).toFixed(1)} µs/record`;
  const ratio = ours.cpuSeconds / limit.cpuSeconds;
  const cpu: Finding = {
    what: `${what}: CPU`,
    measured: each(ours),
    limit: `${each(limit)} (${limitName})`,
    ratio,
    goal: `≤ ${goals.cpuRatio.toFixed(1)} times`,
    met: ratio <= goals.cpuRatio,
  };
  const wall: Finding = {
    what: `${what}: wall time`,
    measured: `${ours.wallSeconds.toFixed(1)} s`,
    limit: `${limit.wallSeconds.toFixed(1)} s (${limitName})`,
    ratio: ours.wallSeconds / limit.wallSeconds,
    goal: 'none',
    met: true,
  };
  const rss: Finding = {
    what: `${what}: peak RSS`,
    measured: `${ours.peakRssMb.toFixed(0)} MB`,
    limit: `${limit.peakRssMb.toFixed(0)} MB (${limitName})`,
    goal: `< ${String(goals.rssMb)} MB`,
    met: ours.peakRssMb < goals.rssMb,
  };
  return [cpu, wall, rss];
}

async function readInvoices(invoices: number, folder: string): Promise<Finding[]> {
  const simulator = await startSimulator({
    tenants: [{ sizes: { customers: 1000, invoices } }],
    switches: { requestsPerSecond: Infinity },
  });
  const [{ tenantId, clientId, clientSecret, appKey }] = simulator.tenants;
  const stream = specOf('invoices');
  const config = jsonFile(folder, 'config.json', sourceConfig(simulator, maxRequestsPerSecond));
  const catalog = jsonFile(folder, 'catalog.json', configuredCatalog([stream]));
  const access = [simulator.apiUrl, simulator.authUrl, tenantId, clientId, clientSecret, appKey];
  const [ours, limit] = await medians(runs, [
    () => measure(sourceProgram, ['read', '--config', config, '--catalog', catalog]),
    () => measure(join(__dirname, '..', 'bare-source.js'), [...access, stream.path, stream.name]),
  ]);
  await simulator.close();
  return compared(
    `source: ${count(invoices)} invoices`,
    invoices,
    { ours, limit, limitName: 'bare loop' },
    { cpuRatio: cpuGoal, rssMb: rssGoalMb },
  );
}

/** One stream, against a loop that fetches and writes the same and does nothing else. */
export const sourcePart: Part = {
  name: 'source',
  async run({ folder, sizes }) {
    const findings: Finding[] = [];
    for (const size of sizes.length > 0 ? sizes : defaultSizes) findings.push(...(await readInvoices(size, folder)));
    return findings;
  },
};
