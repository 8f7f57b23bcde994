import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import { simulatorProgram } from './files';

export interface SimulatedTenant {
  readonly sourceConfig: Record<string, unknown>;
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

/** Starts the simulator as a program of its own; its people have been at work for `days` days since its data began. */
export async function startSimulatedTenant(sizes: {
  readonly customers: number;
  readonly invoices: number;
  readonly days: number;
}): Promise<SimulatedTenant> {
  const child = spawn(
    process.execPath,
    [
      simulatorProgram,
      ...['--customers', String(sizes.customers), '--invoices', String(sizes.invoices)],
      ...['--seed', '1', '--days', String(sizes.days)],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ready = JSON.parse(await firstLine(child)) as Ready;
  const tenant = ready.tenants[0];
  if (tenant === undefined) throw new Error('The simulator started without a tenant.');
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
    stop() {
      child.kill('SIGTERM');
    },
  };
}
