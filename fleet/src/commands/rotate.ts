import { CommandError } from 'command-line';

import { checkTenant } from '../servicetitan';
import { chosenTenants, openSession, type Ports } from '../session';

import { observeFleet } from './observe';

export interface RotateOptions {
  readonly file: string;
}

/**
 * Puts a tenant's new credentials, which the file's references now hold, into Airbyte, after ServiceTitan has accepted
 * them: as long as it has not, the old ones stay and go on working. Exit code 1 when they were not accepted.
 */
export async function rotate(key: string, options: RotateOptions, ports: Ports): Promise<number> {
  const { terminal } = ports;
  const session = openSession(options.file, ports);
  const [tenant] = chosenTenants(session.tenants, [key]);
  const there = (await observeFleet(session)).tenants.get(key)?.source;
  if (tenant === undefined || there === undefined)
    throw new CommandError(`${key} has no source in Airbyte: run apply, which takes the credentials along.`);
  const { status, message } = await checkTenant(tenant, ports);
  if (status !== 'Connected') {
    terminal.print(
      terminal.style(
        'red',
        `${key}: ServiceTitan does not accept the new credentials, so the old ones stay in Airbyte. ${message}`,
      ),
    );
    return 1;
  }
  await session.api.updateActor('source', there.sourceId, tenant.source);
  terminal.print(
    terminal.style('green', `${key}: ServiceTitan accepts the new credentials, and Airbyte has them now.`),
  );
  terminal.print(`The next sync uses them; \`servicetitan-fleet sync ${key} --wait\` proves it.`);
  return 0;
}
