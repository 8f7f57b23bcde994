import {
  createClient,
  defaultStreams,
  describeScopes,
  howToGrant,
  isNotConnectedYet,
  missingScopes,
  probeTenant,
  ServiceTitanError,
  type Connection,
} from 'servicetitan-client';

import type { Ports } from './session';
import type { DesiredTenant } from './tenants/desired';

/** What ServiceTitan says of a tenant's credentials. */
export interface TenantCheck {
  readonly key: string;
  readonly status: 'Connected' | 'Not Connected Yet' | 'Attention';
  /** what is wrong and who has to do what; for a connected tenant, that it is */
  readonly message: string;
}

const silent = (): undefined => undefined;
/** A person waits: one bad answer is forgiven, an outage is said within seconds. */
const tries = 3;

function connectionOf({ source }: DesiredTenant): Connection {
  const text = (field: string): string => String(source.configuration[field] ?? '');
  const { api_url: apiUrl, auth_url: authUrl, environment } = source.configuration;
  return {
    environment: environment === 'integration' ? 'integration' : 'production',
    tenantId: text('tenant_id'),
    clientId: text('client_id'),
    clientSecret: text('client_secret'),
    appKey: text('app_key'),
    requestsPerSecond: 10,
    ...(typeof apiUrl === 'string' && { apiUrl }),
    ...(typeof authUrl === 'string' && { authUrl }),
  };
}

/** Asks with the credentials of the file; every answer of ServiceTitan is a status, none an error. */
export async function checkTenant(tenant: DesiredTenant, { send, sleep, now }: Ports): Promise<TenantCheck> {
  const { key } = tenant;
  try {
    const client = createClient(
      connectionOf(tenant),
      {
        send,
        sleep: async (ms) => {
          await sleep(ms);
        },
        now: () => now().getTime(),
        random: Math.random,
        log: { debug: silent, info: silent, warn: silent },
      },
      { tries },
    );
    const { scopes } = await client.token();
    const missing = missingScopes(scopes, defaultStreams);
    if (missing.length > 0) {
      const words = howToGrant(missing.map(({ scope }) => scope).join(', '));
      return { key, status: 'Attention', message: `The app lacks ${describeScopes(missing)}. ${words}` };
    }
    await probeTenant(client, scopes, () => now().getTime());
    return { key, status: 'Connected', message: 'ServiceTitan lets the app in.' };
  } catch (error) {
    if (!(error instanceof ServiceTitanError)) throw error;
    return { key, status: isNotConnectedYet(error) ? 'Not Connected Yet' : 'Attention', message: error.message };
  }
}
