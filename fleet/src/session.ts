import { setTimeout as sleep } from 'node:timers/promises';

import { CommandError, type Terminal } from 'command-line';
import type { Send } from 'servicetitan-client';
import { createAxiosTransport } from 'servicetitan-client/node';

import { airbyteApi, type AirbyteApi } from './airbyte/api';
import { createAsk } from './airbyte/request';
import { airbyteAccess, desiredTenants, type DesiredTenant } from './tenants/desired';
import { loadFleet, type LoadedFleet } from './tenants/load';
import { withoutSecrets } from './tenants/secrets';

/** What the commands need of the world outside. */
export interface Ports {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  readonly send: Send;
  now(): Date;
  sleep(ms: number): Promise<unknown>;
  /** Asks a person yes or no; undefined where nobody is there to ask. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** A fleet, and the Airbyte that it lives in. */
export interface Session {
  readonly fleet: LoadedFleet;
  readonly tenants: readonly DesiredTenant[];
  readonly api: AirbyteApi;
  readonly airbyteUrl: string;
  readonly webhook: string | undefined;
}

/** @throws CommandError for a file that cannot be used */
export function openSession(path: string, ports: Ports): Session {
  const fleet = loadFleet(path, ports.environment);
  const access = airbyteAccess(fleet);
  const ask = createAsk(access, {
    send: ports.send,
    now: () => ports.now().getTime(),
    mask: (text) => withoutSecrets(text, fleet.places.known),
  });
  return {
    fleet,
    tenants: desiredTenants(fleet, { year: ports.now().getUTCFullYear() }),
    api: airbyteApi(ask, access.workspaceId),
    airbyteUrl: access.url,
    webhook: access.webhook,
  };
}

/**
 * The tenants that were named; all when none was.
 * @throws CommandError for a key that the file does not have
 */
export function chosenTenants(tenants: readonly DesiredTenant[], keys: readonly string[]): readonly DesiredTenant[] {
  const unknown = keys.filter((key) => !tenants.some((tenant) => tenant.key === key));
  if (unknown.length > 0)
    throw new CommandError(
      `The file has no tenant ${unknown.join(', ')}. It has ${tenants.map(({ key }) => key).join(', ')}.`,
    );
  return keys.length === 0 ? tenants : tenants.filter(({ key }) => keys.includes(key));
}

/** The ports of a program that runs in a terminal. */
export function realPorts(terminal: Terminal, confirm: Ports['confirm']): Ports {
  return {
    terminal,
    environment: process.env,
    send: createAxiosTransport({ userAgent: 'servicetitan-fleet' }),
    now: () => new Date(),
    sleep: (ms) => sleep(ms),
    ...(confirm === undefined ? {} : { confirm }),
  };
}
