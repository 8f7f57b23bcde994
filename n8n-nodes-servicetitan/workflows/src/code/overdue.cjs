// Syncs that did not succeed for longer than their schedule allows.
const { connectionPage, goesOn } = require('./airbyte-job.cjs');
const { quartz } = require('./quartz.cjs');

const hour = 3_600_000;
const day = 24 * hour;
/** A sync that runs longer than this hangs. */
const longestRun = 24 * hour;
/** How long a success lasts. */
const lasts = { weekly: 7 * day, monthly: 31 * day };

const timeOf = (moment) => (moment ? new Date(moment).getTime() : 0);
/** Airbyte counts seconds. */
const epoch = (count) => (count < 1e12 ? count * 1000 : count);
const shown = (time) => new Date(time).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
const newest = (times) => times.reduce((last, time) => Math.max(last, time), 0);

/** When a success was due at the latest; null when the frequency says nothing that is known. */
function dueBy(frequency, since, now, grace) {
  const length = lasts[frequency];
  if (length !== undefined) return since + length + grace <= now ? since + length : 0;
  const schedule = quartz(frequency ?? '');
  if (schedule === null) return null;
  const due = timeOf(schedule.before(new Date(now - grace)));
  // A start is some seconds before or behind its time
  return due > since + 60_000 ? due : 0;
}

function alert({ tenant, name, due, succeeded, last, logUrl, checks }) {
  const so = succeeded === 0 ? 'None has succeeded yet.' : `The last one that succeeded started ${shown(succeeded)}.`;
  return {
    tenant,
    title: `The sync of ${name} is overdue`,
    problem: `One should have succeeded by ${shown(due)}. ${so}${last ? ` The last one: ${last}.` : ''}`,
    whatToDo: checks,
    logUrl,
  };
}

function ofConnection(connection, row, jobs, { now, grace, settings }) {
  const { connectionId, workspaceId, status, schedule, createdAt } = connection;
  const own = jobs.filter((job) => job.connectionId === connectionId);
  const isRunning = own.some((job) => goesOn.includes(job.status) && now - timeOf(job.startTime) < longestRun);
  if (status !== 'active' || row?.enabled === false || isRunning || schedule?.cronExpression === undefined) return [];
  const succeeded = newest(own.filter((job) => job.status === 'succeeded').map((job) => timeOf(job.startTime)));
  const due = dueBy(schedule.cronExpression, succeeded || epoch(createdAt), now, grace);
  if (!due) return [];
  const [last] = [...own].sort((one, other) => timeOf(other.startTime) - timeOf(one.startTime));
  return [
    alert({
      tenant: row?.tenant ?? connection.name,
      name: row?.name || connection.name,
      due,
      succeeded,
      last: last && `${last.status}, job ${last.jobId}`,
      logUrl: connectionPage(settings.airbyteWebUrl, workspaceId, connectionId),
      checks:
        'Look at the connection in Airbyte: does a job run or wait there, did the last one fail? Then press Sync now.',
    }),
  ];
}

function ofTenant(row, runs, { now, grace, settings }) {
  const own = runs.filter(({ tenant }) => tenant === row.tenant);
  const succeeded = newest(
    own.filter(({ status }) => status === 'succeeded').map(({ startedAt }) => timeOf(startedAt)),
  );
  const due = dueBy(row.frequency, succeeded || timeOf(row.createdAt), now, grace);
  const name = row.name || row.tenant;
  if (due === null)
    return [
      {
        tenant: row.tenant,
        title: `No schedule runs ${name}`,
        problem: `Its frequency "${row.frequency ?? ''}" is neither weekly nor monthly nor a cron expression as Quartz writes it.`,
        whatToDo: 'Correct the column frequency of its row in the Data Table servicetitan_tenants.',
        logUrl: settings.n8nUrl,
      },
    ];
  if (!due) return [];
  const [last] = [...own].sort((one, other) => timeOf(other.startedAt) - timeOf(one.startedAt));
  return [
    alert({
      tenant: row.tenant,
      name,
      due,
      succeeded,
      last: last && `${last.status}${last.message ? `: ${last.message.replace(/\.$/, '')}` : ''}`,
      logUrl: last?.logUrl || settings.n8nUrl,
      checks:
        'Look whether the workflow "1 Scheduled syncs" is published and has run, correct what it names, and start it by hand.',
    }),
  ];
}

/** Connections that the tenants' table names and Airbyte does not have. */
const gone = (rows, connections, settings) =>
  rows
    .filter((row) => row.route === 'airbyte' && row.enabled !== false && row.connectionId)
    .filter((row) => !connections.some(({ connectionId }) => connectionId === row.connectionId))
    .map((row) => ({
      tenant: row.tenant,
      title: `Airbyte has no connection for ${row.name || row.tenant}`,
      problem:
        'The connection that its row in servicetitan_tenants names is not in the workspace, so nothing is synced.',
      whatToDo: 'Create it again, or switch the row off (enabled).',
      logUrl: settings.airbyteWebUrl,
    }));

/** Whether n8n is the one that starts the tenant's syncs: its own, or those of a connection without a schedule. */
const isStartedHere = (row, connections) =>
  row.route === 'n8n' ||
  (row.route === 'airbyte' &&
    (connections ?? []).some(
      ({ connectionId, schedule }) => connectionId === row.connectionId && schedule?.cronExpression === undefined,
    ));

/** @param connections of Airbyte; null when it was not asked */
function overdueOf({ tenants, runs, connections, jobs, settings, now }) {
  const at = { now: now.getTime(), grace: settings.graceHours * hour, settings };
  const rowOf = ({ connectionId }) => tenants.find((row) => row.connectionId && row.connectionId === connectionId);
  return [
    ...(connections ?? []).flatMap((connection) => ofConnection(connection, rowOf(connection), jobs, at)),
    ...(connections === null ? [] : gone(tenants, connections, settings)),
    ...tenants
      .filter((row) => row.enabled !== false && isStartedHere(row, connections))
      .flatMap((row) => ofTenant(row, runs, at)),
  ];
}

module.exports = { overdueOf };
