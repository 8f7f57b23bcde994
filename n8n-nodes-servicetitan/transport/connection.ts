import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Connection, Environment } from 'servicetitan-client';

import { requestsPerSecond } from './limits';

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}`.trim() : '';

const environments: readonly Environment[] = ['production', 'integration', 'custom'];

/** The credential's fields as a connection: pasted blanks are dropped, a custom environment brings its own addresses. */
export function connectionOf(credentials: ICredentialDataDecryptedObject): Connection {
  const chosen = textOf(credentials.environment);
  const environment = environments.find((known) => known === chosen) ?? 'production';
  const addresses =
    environment === 'custom' ? { apiUrl: textOf(credentials.apiUrl), authUrl: textOf(credentials.authUrl) } : {};
  return {
    environment,
    tenantId: textOf(credentials.tenantId),
    clientId: textOf(credentials.clientId),
    clientSecret: textOf(credentials.clientSecret),
    appKey: textOf(credentials.appKey),
    requestsPerSecond,
    ...addresses,
  };
}
