/** The built n8n package in n8n's engine, in front of a simulated ServiceTitan, for the length of a suite. */
import { credentialOf, startEngine, type Line, type N8nEngine } from 'servicetitan-test/n8n-core';
import { startSimulator, type Simulator, type SimulatorOptions, type Tenant } from 'servicetitan-test/simulator';

/** Where the engine is not installed yet, npm needs its time. */
const startTimeoutMs = 25 * 60_000;

export interface N8nSuite {
  readonly engine: N8nEngine;
  readonly simulator: Simulator;
  readonly tenant: Tenant;
  /** Saves the credential as somebody fills it in for the simulator's first tenant, with other values where given. */
  saveCredential(changes?: Readonly<Record<string, string>>): Promise<void>;
}

/**
 * Starts both before the tests and ends both after them; every test begins with the tenant's credential saved afresh,
 * without a token, with no faults and with an empty request log. What it returns can be used inside of tests only.
 */
export function n8nSuite(options: { line?: Line; simulator?: SimulatorOptions } = {}): N8nSuite {
  let engine: N8nEngine | undefined;
  let simulator: Simulator | undefined;
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the suite has not started yet');
    return part;
  };
  const suite: N8nSuite = {
    get engine() {
      return started(engine);
    },
    get simulator() {
      return started(simulator);
    },
    get tenant() {
      return started(simulator).tenants[0];
    },
    async saveCredential(changes = {}) {
      await suite.engine.saveCredential({ ...credentialOf(suite.simulator, suite.tenant), ...changes });
    },
  };
  beforeAll(async () => {
    simulator = await startSimulator({ ...options.simulator });
    engine = await startEngine(options.line === undefined ? {} : { line: options.line });
  }, startTimeoutMs);
  beforeEach(async () => {
    suite.simulator.faults.clear();
    suite.simulator.clearRequests();
    await suite.saveCredential();
  });
  afterAll(async () => {
    await engine?.close();
    await simulator?.close();
  });
  return suite;
}
