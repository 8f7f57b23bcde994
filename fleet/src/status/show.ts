import { alignedTable, count, type Terminal } from 'command-line';

import { needsAttention, type Condition, type TenantStatus } from './health';

const words: Readonly<Record<Condition, string>> = {
  missing: 'NOT IN AIRBYTE',
  paused: 'paused',
  running: 'running',
  failing: 'FAILING',
  overdue: 'OVERDUE',
  waiting: 'no sync yet',
  ok: 'ok',
};

const moment = (iso: string | null): string => (iso === null ? '-' : iso.slice(0, 16).replace('T', ' '));

function age(hours: number | null): string {
  if (hours === null) return '-';
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** A line for each tenant; times are UTC. */
export function showStatus(tenants: readonly TenantStatus[], terminal: Terminal): void {
  const head = ['tenant', 'status', 'last sync (UTC)', 'result', 'records', 'last success', 'next sync (UTC)', 'job'];
  const rows = tenants.map((tenant) => [
    tenant.key,
    words[tenant.condition],
    moment(tenant.lastSync),
    tenant.lastResult ?? '-',
    tenant.records?.toLocaleString('en-US') ?? '-',
    age(tenant.ageHours),
    moment(tenant.nextSync),
    tenant.jobId === null ? '-' : String(tenant.jobId),
  ]);
  const [header = '', ...lines] = alignedTable([head, ...rows], [4, 5, 7], '').split('\n');
  terminal.print(terminal.style('bold', header));
  lines.forEach((line, at) => {
    const attention = tenants[at] !== undefined && needsAttention(tenants[at].condition);
    terminal.print(attention ? terminal.style('red', line) : line);
  });
  const troubled = tenants.filter(({ condition }) => needsAttention(condition)).length;
  terminal.print(
    troubled === 0
      ? `\n${count(tenants.length, 'tenant')}, none needs attention.`
      : `\n${troubled} of ${count(tenants.length, 'tenant')} ${troubled === 1 ? 'needs' : 'need'} attention. The log of a failing sync is in Airbyte, under the tenant's connection; \`servicetitan-fleet check KEY\` tells whether ServiceTitan still lets it in.`,
  );
}
