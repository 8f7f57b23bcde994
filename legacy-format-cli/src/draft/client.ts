import { readFileSync } from 'node:fs';

import { CommandError, fileProblem } from 'command-line';
import { createClient, type Connection, type ServiceTitanClient } from 'servicetitan-client';
import { createAxiosTransport, sleep } from 'servicetitan-client/node';

const REQUIRED = ['tenant_id', 'client_id', 'client_secret', 'app_key'] as const;
/** The source's own default. */
const REQUESTS_PER_SECOND = 10;
/** A person waits: one bad answer is forgiven, an outage is said within seconds. */
const TRIES = 3;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

function readConfig(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileProblem(path, error);
  }
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === 'object' && config !== null) return config as Record<string, unknown>;
  } catch {
    // What JSON.parse says quotes the text, and the text holds secrets.
  }
  throw new CommandError(`${path} is no JSON object; it is the configuration that the source takes`);
}

/** The connection of a source's configuration. @throws CommandError that names what is missing, never a value */
export function readConnection(path: string): Connection {
  const config = readConfig(path);
  const missing = REQUIRED.filter((field) => textOf(config[field]) === '');
  if (missing.length > 0) throw new CommandError(`${path} says no ${missing.join(', ')}`);
  const { environment, requests_per_second: rate } = config;
  const [apiUrl, authUrl] = [textOf(config['api_url']), textOf(config['auth_url'])];
  return {
    environment: environment === 'integration' ? 'integration' : 'production',
    tenantId: textOf(config['tenant_id']),
    clientId: textOf(config['client_id']),
    clientSecret: textOf(config['client_secret']),
    appKey: textOf(config['app_key']),
    requestsPerSecond: typeof rate === 'number' ? rate : REQUESTS_PER_SECOND,
    ...(apiUrl === '' ? {} : { apiUrl }),
    ...(authUrl === '' ? {} : { authUrl }),
  };
}

/** A client for a command; `say` gets what is worth knowing while somebody waits. */
export function clientOf(connection: Connection, say: (message: string) => void): ServiceTitanClient {
  const log = { debug: () => undefined, info: () => undefined, warn: say };
  const ports = { send: createAxiosTransport(), sleep, now: Date.now, random: Math.random, log };
  return createClient(connection, ports, { tries: TRIES });
}
