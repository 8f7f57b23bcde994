// What the templates say of a job of Airbyte, in words a person understands.

const goesOn = ['pending', 'queued', 'running', 'incomplete'];

/** Airbyte has pages per connection, none per job. */
function connectionPage(webUrl, workspaceId, connectionId) {
  return `${webUrl}/workspaces/${workspaceId}/connections/${connectionId}/timeline`;
}

/** How long an ISO 8601 duration of hours, minutes and seconds is. */
function secondsOf(duration) {
  const [, hours = 0, minutes = 0, seconds = 0] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$/.exec(duration ?? '') ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const isoOrNull = (moment) => (moment === undefined || moment === null ? null : new Date(moment).toISOString());

/** A job of a connection as the templates pass it on, and as the run log keeps it. */
function runOf(job, connection, { tenant, webUrl, nextRunAt = null }) {
  const over = !goesOn.includes(job.status);
  const logUrl = connectionPage(webUrl, connection.workspaceId, connection.connectionId);
  const failed = over && job.status !== 'succeeded';
  const reason = job.status === 'cancelled' ? 'was cancelled' : 'failed';
  return {
    tenant,
    sync: connection.name,
    route: 'airbyte',
    connectionId: connection.connectionId,
    runId: String(job.jobId),
    status: job.status,
    isOver: over,
    startedAt: isoOrNull(job.startTime),
    finishedAt: over ? isoOrNull(job.lastUpdatedAt ?? job.startTime) : null,
    nextRunAt: isoOrNull(nextRunAt),
    durationSeconds: secondsOf(job.duration),
    records: job.rowsSynced ?? 0,
    bytes: job.bytesSynced ?? 0,
    message: failed
      ? `The sync "${connection.name}" ${reason} (Airbyte job ${job.jobId}). Read the reason at ${logUrl}, mend it there and start the sync again.`
      : '',
    logUrl,
  };
}

module.exports = { connectionPage, goesOn, isoOrNull, runOf, secondsOf };
