import type { CheckOutcome } from 'airbyte-runtime';
import { howToGrant, type ServiceTitanClient } from 'servicetitan-client';

import { catalog } from './catalog';
import type { SourceConfig } from './config';
import { probeTenant } from './probe';
import { defaultStreams, describeScopes, missingScopes } from './scopes';

/**
 * Tests a connection in the order in which it can be wrong: the credentials, the tenant they belong to, the scopes of
 * the streams that the reports need, and at last whether the tenant answers. Only the last step calls the API.
 * @throws ServiceTitanError with the words for the contractor's admin
 */
export async function checkConnection(
  client: ServiceTitanClient,
  config: SourceConfig,
  now: () => number,
): Promise<CheckOutcome> {
  const tenant = `tenant ${config.tenant_id} (${config.environment})`;
  const { scopes } = await client.token();
  const missing = missingScopes(scopes, defaultStreams);
  if (missing.length > 0)
    return {
      status: 'FAILED',
      message: `Connected to ${tenant}, but the app lacks scopes that the default streams need: ${describeScopes(missing)}. ${howToGrant(missing.map(({ scope }) => scope).join(', '))}`,
    };
  await probeTenant(client, scopes, now);
  const others = missingScopes(scopes, catalog.streams);
  return {
    status: 'SUCCEEDED',
    message:
      others.length === 0
        ? `Connected to ${tenant}.`
        : `Connected to ${tenant}. Streams that the app's scopes do not cover: ${describeScopes(others)}.`,
  };
}
