import type { JsonObject } from 'airbyte-runtime';
import type { Connection } from 'servicetitan-client';

import { normaliseReports, type ReportConfig } from './reports/config';

/** The configuration as `resources/spec.json` describes it, tidied and with defaults. */
export interface SourceConfig {
  readonly environment: 'production' | 'integration';
  readonly tenant_id: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly app_key: string;
  readonly start_date?: string;
  readonly include_recent_changes: boolean;
  readonly requests_per_second: number;
  readonly reports?: readonly ReportConfig[];
  readonly api_url?: string;
  readonly auth_url?: string;
}

const pasted = ['tenant_id', 'client_id', 'client_secret', 'app_key', 'api_url', 'auth_url', 'start_date'];

/**
 * Drops the white space that comes along when a credential is pasted: ServiceTitan answers it with a bare
 * `invalid_client` that helps nobody. Empty optional fields, as a form sends them, count as absent.
 */
export function normaliseConfig(config: JsonObject): JsonObject {
  const tidied = Object.entries(config).map(([field, value]) => {
    if (field === 'reports' && value !== undefined) return [field, normaliseReports(value)];
    return [field, pasted.includes(field) && typeof value === 'string' ? value.trim() : value];
  });
  return Object.fromEntries(tidied.filter(([, value]) => value !== '')) as JsonObject;
}

/** The tenant's connection for the client. */
export function toConnection(config: SourceConfig): Connection {
  return {
    environment: config.environment,
    tenantId: config.tenant_id,
    clientId: config.client_id,
    clientSecret: config.client_secret,
    appKey: config.app_key,
    requestsPerSecond: config.requests_per_second,
    ...(config.api_url === undefined ? {} : { apiUrl: config.api_url }),
    ...(config.auth_url === undefined ? {} : { authUrl: config.auth_url }),
  };
}
