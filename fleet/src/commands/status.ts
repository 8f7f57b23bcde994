import { chosenTenants, openSession, type Ports } from '../session';
import { needsAttention, statusOf, type TenantStatus } from '../status/health';
import { showStatus } from '../status/show';

import { observeFleet } from './observe';

export interface StatusOptions {
  readonly file: string;
  readonly json?: boolean;
}

/** How every tenant is doing. Exit code 1 when one is missing, failing or overdue, so that any monitor can call it. */
export async function status(keys: readonly string[], options: StatusOptions, ports: Ports): Promise<number> {
  const session = openSession(options.file, ports);
  const { api, tenants } = session;
  const chosen = chosenTenants(tenants, keys);
  const observed = await observeFleet(session);
  const found: TenantStatus[] = [];
  for (const tenant of chosen) {
    const connection = observed.tenants.get(tenant.key)?.connection;
    const jobs = connection === undefined ? [] : await api.latestSyncs(connection.connectionId, tenant.key);
    found.push(statusOf(tenant, connection, jobs, ports.now()));
  }
  if (options.json === true)
    ports.terminal.print(JSON.stringify({ checkedAt: ports.now().toISOString(), tenants: found }, null, 2));
  else showStatus(found, ports.terminal);
  return found.some(({ condition }) => needsAttention(condition)) ? 1 : 0;
}
