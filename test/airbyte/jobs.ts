import { statusOf } from './job-life';
import { idList, pageOf } from './paging';
import { badRequest, conflict, Problem, unprocessable } from './problem';
import { param, type Call, type Routes } from './route';
import { found, workspaceFilter, type Store } from './store';
import type { Job, JobPlan, JobType, Json } from './types';

/** Whole seconds, and none at all on the full minute: as the platform's own writer has it. */
const shownTime = (moment: number): string =>
  new Date(moment)
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replace(/:00Z$/, 'Z');

/** ISO 8601 from whole seconds: PT8H6M12S, PT0S. */
function shownDuration(milliseconds: number): string {
  const all = Math.floor(milliseconds / 1000);
  const parts = [
    [Math.floor(all / 3600), 'H'],
    [Math.floor(all / 60) % 60, 'M'],
    [all % 60, 'S'],
  ] as const;
  const text = parts.map(([count, unit]) => (count === 0 ? '' : `${String(count)}${unit}`)).join('');
  return `PT${text === '' ? '0S' : text}`;
}

const updatedAt = ({ createdAt, end }: Job, now: number): number => end?.at ?? Math.max(createdAt, now);

export function shownJob(job: Job, now: number): Json {
  const { jobId, connectionId, jobType, createdAt, plan, end } = job;
  const status = statusOf(job, now);
  return {
    jobId,
    status,
    // The platform keeps one kind of job for both
    jobType: jobType === 'clear' ? 'reset' : jobType,
    startTime: shownTime(createdAt),
    connectionId,
    ...(end === null ? {} : { lastUpdatedAt: shownTime(end.at) }),
    ...(status === 'pending' ? {} : { duration: shownDuration(updatedAt(job, now) - createdAt) }),
    ...(status === 'pending' ? {} : { bytesSynced: end?.status === 'succeeded' ? plan.bytes : 0 }),
    ...(status === 'pending' ? {} : { rowsSynced: end?.status === 'succeeded' ? plan.rows : 0 }),
  };
}

const jobOf = (call: Call): Job => {
  const jobId = param(call, 'jobId');
  return found(call.store, new Map(call.store.jobs.map((job) => [String(job.jobId), job])), 'job', jobId);
};

function inTime(query: Readonly<Record<string, string>>, start: string, end: string): (moment: number) => boolean {
  const moment = (name: string, fallback: number) => {
    const text = query[name];
    if (text === undefined) return fallback;
    const value = Date.parse(text);
    if (Number.isNaN(value)) throw badRequest(`${name} is no date and time: ${text}`);
    return value;
  };
  const from = moment(start, -Infinity);
  const to = moment(end, Infinity);
  return (value) => value >= from && value <= to;
}

/** Oldest first, unless it is asked for otherwise. */
function order(orderBy: string | undefined, now: number): (one: Job, other: Job) => number {
  const [, field = 'createdAt', method = 'ASC'] = /^([a-zA-Z0-9]+)\|(ASC|DESC)$/.exec(orderBy ?? 'createdAt|ASC') ?? [];
  const valid = orderBy === undefined || /^(createdAt|updatedAt)\|(ASC|DESC)$/.test(orderBy);
  if (!valid) throw badRequest(`orderBy is not valid: ${orderBy}`);
  const key = (job: Job) => (field === 'updatedAt' ? updatedAt(job, now) : job.createdAt);
  const sign = method === 'ASC' ? 1 : -1;
  return (one, other) => sign * (key(one) - key(other) || one.jobId - other.jobId);
}

const kinds: Readonly<Record<string, readonly JobType[]>> = { sync: ['sync'], reset: ['reset', 'clear'] };

function list({ store, query, address }: Call): Json {
  const now = store.clock.now();
  const { connectionId, jobType, status } = query;
  if (connectionId !== undefined) found(store, store.connections, 'connection', connectionId);
  const wanted = workspaceFilter(store, idList(query.workspaceIds));
  const created = inTime(query, 'createdAtStart', 'createdAtEnd');
  const updated = inTime(query, 'updatedAtStart', 'updatedAtEnd');
  const types = jobType === undefined ? null : kinds[jobType];
  if (types === undefined) throw unprocessable(`Jobs of the type ${String(jobType)} cannot be listed.`);
  const rows = store.jobs.filter(
    (job) =>
      (connectionId === undefined || job.connectionId === connectionId) &&
      wanted(store.connections.get(job.connectionId)?.workspaceId ?? '') &&
      (types?.includes(job.jobType) ?? true) &&
      (status === undefined || statusOf(job, now) === status) &&
      created(job.createdAt) &&
      updated(updatedAt(job, now)),
  );
  const sorted = rows.sort(order(query.orderBy, now)).map((job) => shownJob(job, now));
  return pageOf(sorted, query, address);
}

/** Starts a job by the plan that the test laid down for it. @throws Problem */
export function startJob(store: Store, connectionId: string, jobType: JobType, plan: JobPlan): Job {
  const connection = found(store, store.connections, 'connection', connectionId);
  if (jobType === 'refresh') throw unprocessable('The public API starts no refreshes.');
  if (connection.status !== 'active') {
    const status = store.switches.inactiveSyncStatus;
    throw new Problem(status, status === 409 ? 'state-conflict' : 'bad-request', 'The connection is not active.', {
      message: 'Only an active connection can be synced.',
    });
  }
  if (store.jobs.some((job) => job.connectionId === connectionId && job.end === null))
    throw conflict(`A job of the connection ${connectionId} is running.`);
  const job: Job = {
    jobId: store.jobs.length + 1,
    connectionId,
    jobType,
    createdAt: store.clock.now(),
    plan,
    end: null,
  };
  store.jobs.push(job);
  return job;
}

export function jobRoutes(planFor: (connectionId: string) => JobPlan): Routes {
  return {
    'GET /jobs': { response: 'JobsResponse', handle: list },
    'POST /jobs': {
      request: 'JobCreateRequest',
      response: 'JobResponse',
      handle: ({ store, body }) => {
        const { connectionId, jobType } = body as { connectionId: string; jobType: JobType };
        return shownJob(startJob(store, connectionId, jobType, planFor(connectionId)), store.clock.now());
      },
    },
    'GET /jobs/{jobId}': {
      response: 'JobResponse',
      handle: (call) => shownJob(jobOf(call), call.store.clock.now()),
    },
    'DELETE /jobs/{jobId}': {
      response: 'JobResponse',
      handle: (call) => {
        const job = jobOf(call);
        if (job.end !== null) throw conflict(`The job ${String(job.jobId)} is over.`);
        job.end = { status: 'cancelled', at: call.store.clock.now() };
        return shownJob(job, call.store.clock.now());
      },
    },
  };
}
