/** The node "ServiceTitan" in n8n's engine, in front of a simulated tenant. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { startSimulator, type Simulator, type SimulatorOptions, type Tenant } from '../simulator';

import {
  credentialOf,
  startEngine,
  type Answers,
  type Line,
  type N8nEngine,
  type Questions,
} from 'servicetitan-test/n8n-core';

export interface NodeWorld {
  readonly engine: N8nEngine;
  readonly simulator: Simulator;
  readonly tenant: Tenant;
  /** Runs the node for one item, or for those of `more`. */
  run(parameters: INodeParameters, more?: Partial<Questions['run']>): Promise<Answers['run']>;
  /** The same where it has to succeed: its items. */
  items(parameters: INodeParameters, more?: Partial<Questions['run']>): Promise<INodeExecutionData[]>;
  /** The requests of the API since the last call, as "path?query" without the tenant. */
  asked(): string[];
  close(): Promise<void>;
}

/** @param line of n8n; the newest that is tested by default */
export async function startNodeWorld(options: SimulatorOptions = {}, line: Line = 'current'): Promise<NodeWorld> {
  const [simulator, engine] = await Promise.all([startSimulator(options), startEngine({ line })]);
  const tenant = simulator.tenants[0];
  await engine.saveCredential(credentialOf(simulator, tenant));
  const run: NodeWorld['run'] = (parameters, more = {}) =>
    engine.runNode({ node: 'serviceTitan', parameters, ...more });
  return {
    engine,
    simulator,
    tenant,
    run,
    async items(parameters, more) {
      const { error, items } = await run(parameters, more);
      if (error !== null) throw new Error(`${error.message}: ${error.description ?? ''}`);
      return [...items];
    },
    asked() {
      const requests = simulator.requests
        .filter(({ path }) => !path.endsWith('/connect/token'))
        .map(({ path, query }) => {
          const short = path.replace(`/tenant/${tenant.tenantId}`, '');
          const text = query.map(([name, value]) => `${name}=${value}`).join('&');
          return text === '' ? short : `${short}?${text}`;
        });
      simulator.clearRequests();
      return requests;
    },
    async close() {
      await Promise.all([engine.close(), simulator.close()]);
    },
  };
}
