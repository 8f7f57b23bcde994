import type { Simulator, Tenant } from '../simulator';

import { run, sourceProgram, type Folder, type Outcome } from './connector';
import type { AirbyteStream } from './protocol';

export type SyncMode = 'full_refresh' | 'incremental';

/** The configuration a data team would type in for a tenant of the simulator. */
export function sourceConfig(
  simulator: Simulator,
  tenant: Tenant,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    environment: 'production',
    tenant_id: tenant.tenantId,
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    app_key: tenant.appKey,
    requests_per_second: 60,
    api_url: simulator.apiUrl,
    auth_url: simulator.authUrl,
    ...more,
  };
}

export function configured(
  stream: Pick<AirbyteStream, 'name'> & Partial<AirbyteStream>,
  mode: SyncMode,
): Record<string, unknown> {
  return {
    stream: {
      json_schema: { type: 'object', properties: {} },
      supported_sync_modes: ['full_refresh', 'incremental'],
      ...stream,
    },
    sync_mode: mode,
    destination_sync_mode: mode === 'incremental' ? 'append_dedup' : 'overwrite',
    cursor_field: ['modifiedOn'],
    primary_key: [['id']],
  };
}

export const catalogOf = (mode: SyncMode, ...names: string[]): unknown => ({
  streams: names.map((name) => configured({ name }, mode)),
});

let files = 0;

/** `read` with the given configuration, catalog and state, through files as the platform hands them over. */
export function read(
  folder: Folder,
  config: unknown,
  catalog: unknown,
  state?: unknown,
  environment?: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const id = (files += 1);
  return run(
    sourceProgram,
    [
      'read',
      ...['--config', folder.file(`config-${id}.json`, config)],
      ...['--catalog', folder.file(`catalog-${id}.json`, catalog)],
      ...(state === undefined ? [] : ['--state', folder.file(`state-${id}.json`, state)]),
    ],
    environment === undefined ? {} : { environment },
  );
}

export const check = (folder: Folder, config: unknown): Promise<Outcome> =>
  run(sourceProgram, ['check', '--config', folder.file(`config-${(files += 1)}.json`, config)]);

export const discover = (folder: Folder, config: unknown): Promise<Outcome> =>
  run(sourceProgram, ['discover', '--config', folder.file(`config-${(files += 1)}.json`, config)]);
