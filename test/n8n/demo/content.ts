/** Who and what is in the demo: its owner, the simulated tenants with a credential each, a workflow to begin with. */
import type { Simulator, Tenant, TenantOptions } from '../../simulator';
import type { Owner } from '../rest';
import type { Credential, Workflow } from '../workflow';

export const owner: Owner = {
  email: 'demo@example.com',
  password: 'Demo-Password-1',
  firstName: 'Demo',
  lastName: 'Owner',
};

export interface DemoTenant {
  readonly name: string;
  /** of the tenant in the system that ingests */
  readonly key: string;
  readonly credentialId: string;
  readonly options: TenantOptions;
  /** its syncs in Airbyte so far: how many days ago, and how they ended */
  readonly history: readonly (readonly [number, 'succeeded' | 'failed'])[];
}

/** The first is the one that the templates are imported with. */
export const demoTenants: readonly DemoTenant[] = [
  {
    name: 'Alder Plumbing',
    key: 'alder-plumbing',
    credentialId: 'demoAlderPlumbng',
    options: { seed: 1 },
    history: [
      [16, 'succeeded'],
      [9, 'failed'],
      [2, 'succeeded'],
    ],
  },
  {
    name: 'Birch Heating',
    key: 'birch-heating',
    credentialId: 'demoBirchHeating',
    options: { seed: 2 },
    history: [
      [8, 'succeeded'],
      [1, 'failed'],
    ],
  },
  {
    name: 'Cedar Electric',
    key: 'cedar-electric',
    credentialId: 'demoCedarElectrc',
    options: { seed: 3, connected: false },
    history: [],
  },
];

/** Of the dashboard and the forms. */
export const statusPage = { user: 'office', password: 'demo-office' };

/** What a person types into the form of the credential. */
export function credentialData(
  simulator: Simulator,
  tenant: Tenant,
): Readonly<
  Record<'tenantId' | 'clientId' | 'clientSecret' | 'appKey' | 'apiUrl' | 'authUrl' | 'environment', string>
> {
  const { tenantId, clientId, clientSecret, appKey } = tenant;
  const { apiUrl, authUrl } = simulator;
  return { environment: 'custom', tenantId, clientId, clientSecret, appKey, apiUrl, authUrl };
}

export function demoCredentials(simulator: Simulator): Credential[] {
  return demoTenants.flatMap(({ name, credentialId }, at) => {
    const tenant = simulator.tenants[at];
    if (tenant === undefined) return [];
    const data = credentialData(simulator, tenant);
    return [{ id: credentialId, name: `${name} (simulated)`, type: 'serviceTitanApi', data }];
  });
}

/** So that the alerts can be published; nobody takes mail there. */
export const mailbox: Credential = {
  id: 'demoMailServer00',
  name: 'Mail server (none listens)',
  type: 'smtp',
  data: { user: '', password: '', host: '127.0.0.1', port: 2525, secure: false },
};

/** Reads the first customers of a tenant; what the suites begin with, too. */
export const firstWorkflow: Workflow = {
  id: 'demoReadCustomrs',
  name: 'Try me: read customers',
  nodes: [
    {
      id: 'demo-start',
      name: 'Start',
      type: 'n8n-nodes-base.manualTrigger',
      typeVersion: 1,
      position: [0, 0],
      parameters: {},
    },
    {
      id: 'demo-customers',
      name: 'Customers',
      type: 'n8n-nodes-servicetitan.serviceTitan',
      typeVersion: 1,
      position: [240, 0],
      parameters: { group: 'crm', resource: 'customers', operation: 'getAll', returnAll: true },
    },
  ],
  connections: { Start: { main: [[{ node: 'Customers', type: 'main', index: 0 }]] } },
  settings: { executionOrder: 'v1' },
};
