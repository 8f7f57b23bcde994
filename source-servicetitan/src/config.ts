import type { Connection } from 'servicetitan-client';

/** The configuration as `resources/spec.json` describes it, after defaults; text as the user typed it. */
export interface SourceConfig {
  readonly environment: 'production' | 'integration';
  readonly tenant_id: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly app_key: string;
  readonly start_date?: string;
  readonly include_recent_changes: boolean;
  readonly requests_per_second: number;
  readonly api_url?: string;
  readonly auth_url?: string;
}

/**
 * The tenant's connection for the client. White space that came along when a credential was pasted is dropped:
 * ServiceTitan answers it with a bare `invalid_client` that helps nobody.
 */
export function toConnection(config: SourceConfig): Connection {
  return {
    environment: config.environment,
    tenantId: config.tenant_id.trim(),
    clientId: config.client_id.trim(),
    clientSecret: config.client_secret.trim(),
    appKey: config.app_key.trim(),
    requestsPerSecond: config.requests_per_second,
    ...(config.api_url ? { apiUrl: config.api_url.trim() } : {}),
    ...(config.auth_url ? { authUrl: config.auth_url.trim() } : {}),
  };
}
