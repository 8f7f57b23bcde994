import type { Connection, Job } from '../airbyte/types';
import { lastRun, nextRun } from '../schedule/quartz';

export type Condition =
  /** the tenant has no connection in Airbyte */
  | 'missing'
  | 'paused'
  /** also between two attempts, which Airbyte calls incomplete */
  | 'running'
  /** the last sync that ended did not succeed */
  | 'failing'
  /** a scheduled start passed, and its grace, without a success */
  | 'overdue'
  /** too new to have synced */
  | 'waiting'
  | 'ok';

export interface TenantStatus {
  readonly key: string;
  readonly name: string;
  readonly condition: Condition;
  readonly schedule: string;
  /** ISO 8601, of the last sync that ended; null before the first */
  readonly lastSync: string | null;
  readonly lastResult: Job['status'] | null;
  readonly lastSuccess: string | null;
  readonly records: number | null;
  readonly nextSync: string | null;
  /** hours since the last success; null without one */
  readonly ageHours: number | null;
  readonly jobId: number | null;
}

/** Conditions that somebody has to look at: a monitor's exit code. */
export const needsAttention = (condition: Condition): boolean =>
  condition === 'missing' || condition === 'failing' || condition === 'overdue';

const hour = 3_600_000;
export const ended = ({ status }: Job): boolean => ['succeeded', 'failed', 'cancelled'].includes(status);

/** Whether a success is overdue: the last scheduled start whose grace is over has none after it. */
function isOverdue(cron: string, since: number, success: number | null, graceHours: number, now: Date): boolean {
  const due = lastRun(cron, new Date(now.getTime() - graceHours * hour));
  if (due === null || due.getTime() < since) return false;
  return success === null || success < due.getTime();
}

/** @param jobs the connection's latest syncs, newest first */
export function statusOf(
  tenant: { key: string; name: string; overdueAfterHours: number },
  connection: Connection | undefined,
  jobs: readonly Job[],
  now: Date,
): TenantStatus {
  const cron =
    connection?.schedule.scheduleType === 'cron'
      ? connection.schedule.cronExpression?.replace(/\s+UTC$/, '')
      : undefined;
  const last = jobs.find(ended);
  const success = jobs.find(({ status }) => status === 'succeeded');
  const successAt = success === undefined ? null : Date.parse(success.startTime);
  return {
    key: tenant.key,
    name: tenant.name,
    condition: condition(),
    schedule: cron ?? (connection === undefined ? '' : connection.schedule.scheduleType),
    lastSync: last?.startTime ?? null,
    lastResult: last?.status ?? null,
    lastSuccess: success?.startTime ?? null,
    records: success?.rowsSynced ?? null,
    nextSync:
      connection?.status === 'active' && cron !== undefined ? (nextRun(cron, now)?.toISOString() ?? null) : null,
    ageHours: successAt === null ? null : Math.round((now.getTime() - successAt) / hour),
    jobId: jobs[0]?.jobId ?? null,
  };

  function condition(): Condition {
    if (connection === undefined) return 'missing';
    if (connection.status !== 'active') return 'paused';
    if (jobs[0] !== undefined && !ended(jobs[0])) return 'running';
    if (last !== undefined && last.status !== 'succeeded') return 'failing';
    if (cron !== undefined && isOverdue(cron, connection.createdAt * 1000, successAt, tenant.overdueAfterHours, now))
      return 'overdue';
    return last === undefined ? 'waiting' : 'ok';
  }
}
