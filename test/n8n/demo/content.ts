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
  readonly credentialId: string;
  readonly options: TenantOptions;
}

/** The first is the one that the templates are imported with. */
export const demoTenants: readonly DemoTenant[] = [
  { name: 'Alder Plumbing', credentialId: 'demoAlderPlumbng', options: { seed: 1 } },
  { name: 'Birch Heating', credentialId: 'demoBirchHeating', options: { seed: 2 } },
  { name: 'Cedar Electric', credentialId: 'demoCedarElectrc', options: { seed: 3, connected: false } },
];

/** What a person types into the form of the credential. */
export function credentialData(simulator: Simulator, tenant: Tenant): Credential['data'] {
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
