// What the dashboard knows of each tenant, from Airbyte's answers and n8n's Data Tables.
const { connectionPage, goesOn, runOf } = require('./airbyte-job.cjs');
const { quartz } = require('./quartz.cjs');

const minute = 60_000;
/** A scheduled sync may start late; past this it has not started at all. */
const graceMinutes = 60;
const shownRuns = 10;

const timeOf = (moment) => (moment ? new Date(moment).getTime() : 0);
const newestFirst = (one, other) => timeOf(other.startedAt) - timeOf(one.startedAt);

/** Runs of the log as Airbyte's are: what a run says of itself. */
const loggedRun = (row) => ({ ...row, isOver: !goesOn.includes(row.status) });

/** Airbyte knows the jobs, the log knows what was wrong: one line of history from both. */
function merged(jobs, logged) {
  const seen = new Map(logged.map((row) => [row.runId, loggedRun(row)]));
  const runs = jobs.map((job) => {
    const row = seen.get(job.runId);
    seen.delete(job.runId);
    return row === undefined ? job : { ...job, message: row.message || job.message, rejects: row.rejects ?? null };
  });
  return [...runs, ...seen.values()].sort(newestFirst);
}

/** Connected, Not Connected Yet, Attention or (nothing is known) No Sync Yet, and why: by the newest of the last check and the last sync. */
function connectionStatus(row, runs) {
  const last = runs.find(({ status }) => status === 'succeeded' || status === 'failed');
  const isNewer = timeOf(row?.checkedAt) >= timeOf(last?.startedAt);
  if (row?.status && row.status !== 'Connected' && isNewer) return { status: row.status, why: row.statusMessage ?? '' };
  if (last === undefined)
    return { status: row?.status || 'No Sync Yet', why: row?.status ? 'No sync has run yet.' : '' };
  return last.status === 'failed' ? { status: 'Attention', why: last.message } : { status: 'Connected', why: '' };
}

/** When the next sync is due, and whether one that was due did not succeed. */
function timing(cron, isActive, runs, now) {
  const schedule = cron === undefined ? null : quartz(cron);
  if (!isActive || schedule === null) return { next: null, isOverdue: false };
  const due = schedule.before(now);
  const isRunning = runs.some(({ isOver }) => !isOver);
  const succeeded = runs.find(({ status }) => status === 'succeeded');
  const since = due === null ? 0 : now.getTime() - due.getTime();
  const isOverdue =
    due !== null &&
    !isRunning &&
    since > graceMinutes * minute &&
    succeeded !== undefined &&
    timeOf(succeeded.startedAt) < due.getTime() - minute;
  return { next: schedule.after(now), isOverdue };
}

function entry({ row, connection, runs, settings, now }) {
  const isActive = connection === undefined ? row?.enabled !== false : connection.status === 'active';
  const planned = runs.find(({ nextRunAt }) => timeOf(nextRunAt) > now.getTime());
  const { next, isOverdue } = timing(connection?.schedule?.cronExpression, isActive, runs, now);
  return {
    name: row?.name || connection?.name || runs[0]?.tenant || row?.tenant || '',
    tenantId: row?.tenantId ?? '',
    ...connectionStatus(row, runs),
    isActive,
    isOverdue,
    isRunning: runs.some(({ isOver }) => !isOver),
    next: next ?? (connection === undefined && isActive && planned ? new Date(planned.nextRunAt) : null),
    last: runs.find(({ isOver }) => isOver) ?? null,
    history: runs.slice(0, shownRuns),
    connectionId: connection?.connectionId ?? '',
    logUrl: connection ? connectionPage(settings.airbyteWebUrl, connection.workspaceId, connection.connectionId) : '',
  };
}

/** Everything that asks for a person stands first, then by name. */
const urgency = ({ status, isOverdue }) =>
  status === 'Attention' || isOverdue ? 0 : status === 'Not Connected Yet' ? 1 : 2;

/** @returns one entry per tenant, from Airbyte's connections, the tenants' table and the run log */
function entriesOf({ tenants, runs, connections, jobs, settings, now }) {
  const jobIds = new Set(jobs.map(({ jobId }) => String(jobId)));
  const ofAirbyte = runs.filter(({ route, runId }) => route === 'airbyte' && jobIds.has(runId));
  const others = runs.filter((run) => !ofAirbyte.includes(run));
  const entries = connections.map((connection) => {
    const row = tenants.find(({ connectionId }) => connectionId === connection.connectionId);
    const tenant = row?.tenant ?? connection.name;
    const own = jobs.filter(({ connectionId }) => connectionId === connection.connectionId);
    const logged = ofAirbyte.filter(({ runId }) => own.some(({ jobId }) => String(jobId) === runId));
    const told = own.map((job) => runOf(job, connection, { tenant, webUrl: settings.airbyteWebUrl }));
    return entry({ row, connection, runs: merged(told, logged), settings, now });
  });
  const shown = new Set(connections.map(({ connectionId }) => connectionId));
  const rest = tenants.filter(({ connectionId }) => !connectionId || !shown.has(connectionId));
  const known = new Set([...tenants.map(({ tenant }) => tenant), ...connections.map(({ name }) => name)]);
  for (const tenant of new Set(others.map((run) => run.tenant)))
    if (!known.has(tenant)) rest.push({ tenant, name: tenant });
  for (const row of rest) {
    const own = others.filter(({ tenant }) => tenant === row.tenant);
    entries.push(entry({ row, connection: undefined, runs: own.map(loggedRun).sort(newestFirst), settings, now }));
  }
  return entries.sort((one, other) => urgency(one) - urgency(other) || one.name.localeCompare(other.name));
}

module.exports = { entriesOf };
