import { ServiceTitanError } from './errors';

/** `custom` has no addresses of its own: both are given, as tests and gateways do. */
export type Environment = 'production' | 'integration' | 'custom';

export interface Hosts {
  /** base of every API path, without a slash at its end */
  readonly apiUrl: string;
  /** the full token endpoint */
  readonly authUrl: string;
}

/** ServiceTitan's hosts (developer docs, "environments"; `servers` of the OpenAPI files). */
const hosts: Readonly<Record<Environment, Hosts>> = {
  production: {
    apiUrl: 'https://api.servicetitan.io',
    authUrl: 'https://auth.servicetitan.io/connect/token',
  },
  integration: {
    apiUrl: 'https://api-integration.servicetitan.io',
    authUrl: 'https://auth-integration.servicetitan.io/connect/token',
  },
  custom: { apiUrl: '', authUrl: '' },
};

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Is this host name, as `URL.hostname` writes it, this machine? */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

function unusable(field: string, why: string): ServiceTitanError {
  return new ServiceTitanError({
    kind: 'settings',
    failureType: 'config',
    message: `${field} cannot be used: ${why}. Correct it in the connection, or leave it empty to use ServiceTitan's own address.`,
  });
}

function checkedUrl(field: string, text: string): string {
  if (text === '')
    throw new ServiceTitanError({
      kind: 'settings',
      failureType: 'config',
      message: `${field} is empty. A custom environment has no address of its own: enter it in the connection, or choose another environment.`,
    });
  if (!URL.canParse(text)) throw unusable(field, 'it is not a web address');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw unusable(field, 'it carries a user name or password');
  if (url.search !== '' || url.hash !== '') throw unusable(field, 'it carries a query or fragment');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw unusable(
      field,
      `only https is allowed to ${url.hostname || 'this address'}, or the credentials could be read on the way`,
    );
  return url.href.replace(/\/+$/, '');
}

/**
 * Where the API and the token endpoint of a connection are; `apiUrl` and `authUrl` replace the environment's own.
 * @throws ServiceTitanError (config) for an address that is unusable or would send credentials in the clear
 */
export function hostsOf(connection: {
  readonly environment: Environment;
  readonly apiUrl?: string | undefined;
  readonly authUrl?: string | undefined;
}): Hosts {
  const own = hosts[connection.environment];
  return {
    apiUrl: checkedUrl('API URL', connection.apiUrl?.trim() || own.apiUrl),
    authUrl: checkedUrl('Auth URL', connection.authUrl?.trim() || own.authUrl),
  };
}
