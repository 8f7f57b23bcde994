import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { streams, type StreamSpec } from 'servicetitan-specs';
import type { Simulator } from 'servicetitan-test/simulator';

const repository = join(__dirname, '..', '..');
export const sourceProgram = join(repository, 'source-servicetitan', 'bin', 'main');
export const destinationProgram = join(repository, 'destination-legacy-ingest', 'bin', 'main');

/** ServiceTitan's documented limit; the simulator is told to allow more, so that nothing but the machine is measured. */
export const maxRequestsPerSecond = 60;

/** @throws RangeError for a name that the catalog does not have */
export function specOf(name: string): StreamSpec {
  const found = streams.find((stream) => stream.name === name);
  if (found === undefined) throw new RangeError(`the catalog has no stream ${name}`);
  return found;
}

/** A file below the folder, with the content as JSON. */
export function jsonFile(folder: string, name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** The first tenant of a simulator as a source's configuration. */
export function sourceConfig(simulator: Simulator, requestsPerSecond: number): Record<string, unknown> {
  const [tenant] = simulator.tenants;
  return {
    tenant_id: tenant.tenantId,
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    app_key: tenant.appKey,
    api_url: simulator.apiUrl,
    auth_url: simulator.authUrl,
    requests_per_second: requestsPerSecond,
  };
}

/** A catalog of these streams: incremental where the stream has a cursor. */
export function configuredCatalog(streams: readonly StreamSpec[]): unknown {
  return {
    streams: streams.map(({ name, primaryKey, cursor }) => ({
      stream: {
        name,
        json_schema: { type: 'object', properties: {} },
        supported_sync_modes: cursor === null ? ['full_refresh'] : ['full_refresh', 'incremental'],
      },
      sync_mode: cursor === null ? 'full_refresh' : 'incremental',
      destination_sync_mode: cursor === null ? 'overwrite' : 'append_dedup',
      cursor_field: cursor === null ? [] : [cursor],
      primary_key: primaryKey.map((path) => path.split('.')),
    })),
  };
}
