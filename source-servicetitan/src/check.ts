import type { CheckOutcome } from 'airbyte-runtime';
import {
  catalog,
  defaultStreams,
  describeScopes,
  howToGrant,
  missingScopes,
  probeTenant,
  type ServiceTitanClient,
} from 'servicetitan-client';

import type { SourceConfig } from './config';

/** Missing scopes that a successful check names. */
const namedScopes = 5;

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
  return { status: 'SUCCEEDED', message: `Connected to ${tenant}.${aboutOthers(scopes)}` };
}

/** A few missing scopes are named; more are a list that nobody reads in a form. */
function aboutOthers(scopes: readonly string[] | null): string {
  const missing = missingScopes(scopes, catalog.streams);
  if (missing.length === 0) return '';
  if (missing.length <= namedScopes) return ` Streams that the app's scopes do not cover: ${describeScopes(missing)}.`;
  const streams = new Set(missing.flatMap(({ streams: names }) => names)).size;
  return ` The app's scopes do not cover ${streams} of ${catalog.streams.length} streams; the log of a schema refresh names them.`;
}
