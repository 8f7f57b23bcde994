import { ServiceTitanError } from './errors';
import { hostsOf, type Environment, type Hosts } from './hosts';
import { maxRequestsPerSecond } from './limits';

/** One tenant's access to ServiceTitan. White space around the texts is dropped. */
export interface Connection {
  readonly environment: Environment;
  /** digits */
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly appKey: string;
  /** upper bound, above 0 and up to 60 */
  readonly requestsPerSecond: number;
  /** replaces the environment's API base */
  readonly apiUrl?: string;
  /** replaces the environment's token endpoint */
  readonly authUrl?: string;
}

/** A connection whose texts are trimmed and checked. */
export type CheckedConnection = Connection & Hosts;

function unusable(field: string, why: string): ServiceTitanError {
  return new ServiceTitanError({
    kind: field === 'App Key' ? 'app_key' : 'settings',
    failureType: 'config',
    message: `${field} ${why}. Correct it in the connection; ServiceTitan shows it under Settings > Integrations > API Application Access (the app key: in the developer portal).`,
  });
}

function checkedText(field: string, text: string, allowed: RegExp, rule: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw unusable(field, 'is empty');
  if (!allowed.test(trimmed)) throw unusable(field, rule);
  return trimmed;
}

const visible = /^[\x21-\x7e]+$/;
const notVisible =
  'holds blanks or characters that no ServiceTitan credential has, as if it was pasted with something else';

/** @throws ServiceTitanError (config) that names the field as the form does */
export function checkedConnection(connection: Connection): CheckedConnection {
  const { requestsPerSecond } = connection;
  if (!(requestsPerSecond > 0 && requestsPerSecond <= maxRequestsPerSecond))
    throw new ServiceTitanError({
      kind: 'settings',
      failureType: 'config',
      message: `Requests per Second must be above 0 and at most ${maxRequestsPerSecond}, ServiceTitan's own limit.`,
    });
  return {
    environment: connection.environment,
    tenantId: checkedText('Tenant ID', connection.tenantId, /^\d{1,19}$/, 'is not a number'),
    clientId: checkedText('Client ID', connection.clientId, visible, notVisible),
    clientSecret: checkedText('Client Secret', connection.clientSecret, visible, notVisible),
    appKey: checkedText('App Key', connection.appKey, visible, notVisible),
    requestsPerSecond,
    ...hostsOf(connection),
  };
}
