import { streams, type StreamSpec } from 'servicetitan-specs';
import { startSimulator, streamNames } from 'servicetitan-test/simulator';

import { measure } from '../measure';
import { configuredCatalog, jsonFile, sourceConfig, sourceProgram } from '../tenant';

import { count, type Finding, type Part } from './part';

const streamCount = 30;
const latencyMs = 150;
/** the source's default, and what a tenant can be given when nobody else uses the app */
const rates = [10, 40];
const pagesPerStream = 20;
/** few, so that the pages are many and the time is the requests' */
const rowsPerPage = 25;
const wallGoal = 1.1;

const handMade = new Set<string>(streamNames);

/** Feeds and lists without parents whose rows the simulator makes from the API's facts, two feeds to one list. */
function chosenStreams(): StreamSpec[] {
  const plain = streams.filter(
    ({ name, parent, window, explode }) =>
      !handMade.has(name) && parent === undefined && window === undefined && explode === undefined,
  );
  const lists = plain.filter(({ feed, pageSize }) => feed === 'list' && pageSize !== undefined);
  const feeds = plain.filter(({ feed }) => feed === 'export');
  return [...feeds.slice(0, (streamCount / 3) * 2), ...lists.slice(0, streamCount / 3)];
}

async function sync(requestsPerSecond: number, folder: string): Promise<Finding[]> {
  const chosen = chosenStreams();
  const simulator = await startSimulator({
    tenants: [{ collectionRows: rowsPerPage * pagesPerStream }],
    switches: { latencyMs, exportBatchSize: rowsPerPage, maxPageSize: rowsPerPage, requestsPerSecond: Infinity },
  });
  const [tenant] = simulator.tenants;
  // makes the rows, which a real server has
  for (const { path } of chosen) tenant.served(path);
  const config = jsonFile(folder, 'config.json', sourceConfig(simulator, requestsPerSecond));
  const catalog = jsonFile(folder, 'catalog.json', configuredCatalog(chosen));
  const { wallSeconds, peakRssMb } = await measure(sourceProgram, ['read', '--config', config, '--catalog', catalog]);
  const { requests, peakPerSecond } = simulator.stats();
  await simulator.close();
  const bound = requests / requestsPerSecond;
  const most = peakPerSecond[tenant.tenantId] ?? 0;
  const what = `${String(streamCount)} streams, ${count(requests)} requests, ${String(latencyMs)} ms each, at ${String(requestsPerSecond)} a second`;
  return [
    {
      what: `${what}: wall time`,
      measured: `${wallSeconds.toFixed(1)} s`,
      limit: `${bound.toFixed(1)} s (requests / rate)`,
      ratio: wallSeconds / bound,
      goal: `≤ ${wallGoal.toFixed(1)} times`,
      met: wallSeconds <= wallGoal * bound,
    },
    {
      what: `${what}: most in any second`,
      measured: String(most),
      limit: '',
      goal: `≤ ${String(requestsPerSecond)}`,
      met: most <= requestsPerSecond,
    },
    {
      what: `${what}: peak RSS`,
      measured: `${peakRssMb.toFixed(0)} MB`,
      limit: '',
      goal: '< 150 MB',
      met: peakRssMb < 150,
    },
  ];
}

/** Many streams at once, against the time that the tenant's budget of requests alone takes. */
export const streamsPart: Part = {
  name: 'streams',
  async run({ folder }) {
    const findings: Finding[] = [];
    for (const rate of rates) findings.push(...(await sync(rate, folder)));
    return findings;
  },
};
