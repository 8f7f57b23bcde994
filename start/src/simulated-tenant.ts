import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import { simulatorProgram } from './files';

export interface SimulatedTenant {
  readonly sourceConfig: Record<string, unknown>;
  /** lets the tenant's people work for a while: rows are added, edited and settled */
  changeSomething(): Promise<string>;
  stop(): void;
}

interface Ready {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly tenants: readonly { tenantId: string; clientId: string; clientSecret: string; appKey: string }[];
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The simulator has no output to read.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The simulator ended before it was ready; its own words are above.');
}

/** Starts the simulator as a program of its own; `journal` keeps what was changed from run to run. */
export async function startSimulatedTenant(sizes: {
  readonly customers: number;
  readonly invoices: number;
  readonly journal: string;
}): Promise<SimulatedTenant> {
  const child = spawn(
    process.execPath,
    [
      simulatorProgram,
      ...['--customers', String(sizes.customers), '--invoices', String(sizes.invoices)],
      ...['--seed', '1', '--visibility-lag-minutes', '0', '--journal', sizes.journal],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ready = JSON.parse(await firstLine(child)) as Ready;
  const tenant = ready.tenants[0];
  if (tenant === undefined) throw new Error('The simulator started without a tenant.');
  const control = `${ready.apiUrl}/_simulator/mutate`;
  const mutate = async (body: Record<string, unknown>): Promise<void> => {
    const answer = await fetch(control, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenantId: tenant.tenantId, ...body }),
    });
    if (!answer.ok) throw new Error(`The simulator refused a change: ${await answer.text()}`);
  };
  return {
    sourceConfig: {
      tenant_id: tenant.tenantId,
      client_id: tenant.clientId,
      client_secret: tenant.clientSecret,
      app_key: tenant.appKey,
      api_url: ready.apiUrl,
      auth_url: ready.authUrl,
      requests_per_second: 20,
    },
    async changeSomething() {
      await mutate({ action: 'edit', entity: 'customers', count: 3 });
      await mutate({ action: 'add', entity: 'customers', count: 2 });
      await mutate({ action: 'deactivate', entity: 'customers', count: 1 });
      await mutate({ action: 'add', entity: 'invoices', count: 5 });
      await mutate({ action: 'edit', entity: 'invoices', count: 4 });
      return '3 customers edited, 2 added, 1 deactivated; 5 invoices added, 4 edited';
    },
    stop() {
      child.kill('SIGTERM');
    },
  };
}
