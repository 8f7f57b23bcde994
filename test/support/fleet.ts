import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { stringify } from 'yaml';

import type { Airbyte } from '../airbyte';
import type { Simulator } from '../simulator';

const program = join(dirname(require.resolve('servicetitan-fleet/package.json')), 'bin', 'servicetitan-fleet');

export interface FleetRun {
  code: number;
  /** standard output and standard error, as a person sees them */
  text: string;
}

type Members = Record<string, unknown>;

/** An operator's folder with a `tenants.yaml`, and the command as it is typed there. */
export interface FleetFolder {
  readonly environment: Record<string, string>;
  /** What stands in the file, to be changed before a run. */
  readonly file: { airbyte: Members; images: Members; defaults: Members; tenants: Members[] };
  write(name: string, text: string): void;
  run(...args: string[]): Promise<FleetRun>;
  remove(): void;
}

/** A fleet of the simulator's tenants, keys t1, t2, ...; secrets in the environment. */
export function fleetFolder(airbyte: Airbyte, servicetitan: Simulator): FleetFolder {
  const path = mkdtempSync(join(tmpdir(), 'fleet-'));
  const { clientId, clientSecret } = airbyte.settings.application;
  const [{ appKey }] = servicetitan.tenants;
  const environment: Record<string, string> = { AIRBYTE_SECRET: clientSecret, APP_KEY: appKey };
  const file = {
    airbyte: {
      url: airbyte.apiUrl,
      workspace_id: airbyte.workspaceId,
      client_id: clientId,
      client_secret: { env: 'AIRBYTE_SECRET' },
    } as Members,
    images: {
      source: 'registry.example.com/source-servicetitan:1.0.0',
      destination: 'registry.example.com/destination-legacy-ingest:1.0.0',
    } as Members,
    defaults: {
      time_zone: 'America/Chicago',
      trade: 'plumbing',
      schedule: { every: 'week', on: 'monday', at: '02:00' },
      app_key: { env: 'APP_KEY' },
      source: { api_url: servicetitan.apiUrl, auth_url: servicetitan.authUrl },
      destination: { delivery: { kind: 'files', directory: '/local/legacy' } },
    } as Members,
    tenants: servicetitan.tenants.map((tenant, at): Members => {
      environment[`T${at + 1}_SECRET`] = tenant.clientSecret;
      return {
        key: `t${at + 1}`,
        name: `Tenant ${at + 1}`,
        tenant_id: tenant.tenantId,
        client_id: tenant.clientId,
        client_secret: { env: `T${at + 1}_SECRET` },
      };
    }),
  };
  const write = (name: string, text: string): void => {
    writeFileSync(join(path, name), text);
  };
  return {
    environment,
    file,
    write,
    run: (...args) => {
      write('tenants.yaml', stringify(file));
      return new Promise((resolve) => {
        execFile(
          process.execPath,
          [program, ...args],
          { cwd: path, env: { PATH: process.env.PATH, ...environment } },
          (error, stdout, stderr) => {
            resolve({ code: error === null ? 0 : Number(error.code), text: `${stdout}${stderr}` });
          },
        );
      });
    },
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
