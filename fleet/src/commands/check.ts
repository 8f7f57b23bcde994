import { alignedTable, type Terminal } from 'command-line';

import { checkTenant, type TenantCheck } from '../servicetitan';
import { chosenTenants, openSession, type Ports } from '../session';

export interface CheckOptions {
  readonly file: string;
  readonly json?: boolean;
}

function showChecks(checks: readonly TenantCheck[], terminal: Terminal): void {
  const colour = { Connected: 'green', 'Not Connected Yet': 'yellow', Attention: 'red' } as const;
  const [header = '', ...lines] = alignedTable(
    [['tenant', 'ServiceTitan'], ...checks.map(({ key, status }) => [key, status])],
    [],
    '',
  ).split('\n');
  terminal.print(terminal.style('bold', header));
  checks.forEach(({ status, message }, at) => {
    terminal.print(terminal.style(colour[status], lines[at] ?? ''));
    if (status !== 'Connected') terminal.print(`    ${message}`);
  });
}

/** Asks ServiceTitan whether it lets each tenant in, with the credentials of the file. Exit code 1 when it does not. */
export async function check(keys: readonly string[], options: CheckOptions, ports: Ports): Promise<number> {
  const { tenants } = openSession(options.file, ports);
  const checks: TenantCheck[] = [];
  for (const tenant of chosenTenants(tenants, keys)) checks.push(await checkTenant(tenant, ports));
  if (options.json === true)
    ports.terminal.print(JSON.stringify({ checkedAt: ports.now().toISOString(), tenants: checks }, null, 2));
  else showChecks(checks, ports.terminal);
  return checks.every(({ status }) => status === 'Connected') ? 0 : 1;
}
