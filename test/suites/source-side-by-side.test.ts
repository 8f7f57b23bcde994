/** Many streams in one sync: one that is stuck costs the others nothing, and the tenant's budget is kept from the start. */
import { streams } from 'servicetitan-specs';

import { startSimulator, streamNames, type FaultEffect, type Simulator, type Tenant } from '../simulator';
import { temporaryFolder } from '../support/connector';
import { errorsOf } from '../support/protocol';
import { catalogOf, read, sourceConfig } from '../support/source';

const folder = temporaryFolder();
const handMade = new Set<string>(streamNames);
const chosen = streams.filter(({ name, feed }) => feed === 'export' && !handMade.has(name)).slice(0, 30);
const stuckMs = 20_000;
let simulator: Simulator;
let tenant: Tenant;

beforeEach(async () => {
  simulator = await startSimulator({ tenants: [{ collectionRows: 60 }], switches: { exportBatchSize: 25 } });
  [tenant] = simulator.tenants;
});

afterEach(async () => {
  await simulator.close();
});

afterAll(() => {
  folder.remove();
});

const stuck: [string, FaultEffect, number][] = [
  ['is silent for 20 s', { kind: 'stall', when: 'before-headers' }, 1],
  ['must wait 20 s', { kind: 'status', status: 429, headers: { 'retry-after': String(stuckMs / 1000) } }, 1],
  ['is limited again and again', { kind: 'status', status: 429, headers: { 'retry-after': '4' } }, 5],
];

test.each(stuck)('while one stream %s, the other 29 are read to their ends', async (_name, effect, times) => {
  const [first] = chosen;
  if (first === undefined) throw new Error('the catalog has no export');
  const pathOf = (path: string): string => path.replace('{tenant}', tenant.tenantId);
  for (const { path } of chosen) tenant.served(path);
  simulator.faults.add({ path: new RegExp(`${pathOf(first.path)}$`), effect, times });
  const outcome = await read(
    folder,
    sourceConfig(simulator, tenant, { requests_per_second: 20 }),
    catalogOf('full_refresh', ...chosen.map(({ name }) => name)),
    undefined,
    { SERVICETITAN_READ_TIMEOUT_SECONDS: String(stuckMs / 1000) },
  );
  expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
  const began = simulator.requests[0]!.at;
  const ofStuck = simulator.requests.filter(({ path }) => path === pathOf(first.path));
  const ofOthers = simulator.requests.filter(({ path }) => path !== pathOf(first.path));
  expect(new Set(ofOthers.map(({ path }) => path)).size).toBe(30); // 29 streams and the token
  expect(ofStuck.at(-1)!.at - began).toBeGreaterThanOrEqual(stuckMs);
  expect(ofOthers.at(-1)!.at - began).toBeLessThan(stuckMs - 2000);
  expect(simulator.stats().peakPerSecond[tenant.tenantId]).toBeLessThanOrEqual(20);
});
