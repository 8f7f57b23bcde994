import { found, type Store } from './store';
import type { Delivery, Job, Json } from './types';

/** Names, then what stands behind each link of a notification. */
interface Named {
  id: string;
  name: string;
  url: string;
}

const volumes = ['B', 'kB', 'MB', 'GB'];

function shownVolume(bytes: number): string {
  let value = bytes;
  for (const unit of volumes) {
    if (value < 1024) return `${String(value)} ${unit}`;
    value = Math.floor(value / 1024);
  }
  return `${String(value)} TB`;
}

function shownDuration(seconds: number): string {
  if (seconds < 60) return `${String(seconds)} sec`;
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} sec`;
  return `${String(Math.floor(seconds / 3600))} hours ${String(Math.floor(seconds / 60) % 60)} min`;
}

const iso = (moment: number): string => new Date(moment).toISOString();

/** The page of a connection in Airbyte's own interface; a job has none of its own. */
export const connectionAddress = (webUrl: string, workspaceId: string, connectionId: string): string =>
  `${webUrl}/workspaces/${workspaceId}/connections/${connectionId}`;

function summaryOf(store: Store, job: Job, webUrl: string) {
  const connection = found(store, store.connections, 'connection', job.connectionId);
  const workspaceUrl = `${webUrl}/workspaces/${connection.workspaceId}`;
  const end = (kind: 'source' | 'destination', id: string): Named => ({
    id,
    name: found(store, store.actors[kind], kind, id).name,
    url: `${workspaceUrl}/${kind}/${id}`,
  });
  const success = job.end?.status === 'succeeded';
  const { rows, bytes, failure } = job.plan;
  const [records, size] = success ? [rows, bytes] : [0, 0];
  const finishedAt = job.end?.at ?? store.clock.now();
  const durationInSeconds = Math.floor((finishedAt - job.createdAt) / 1000);
  return {
    workspace: {
      id: connection.workspaceId,
      name: store.workspaces.get(connection.workspaceId)?.name ?? '',
      url: workspaceUrl,
    },
    connection: {
      id: connection.connectionId,
      name: connection.name,
      url: connectionAddress(webUrl, connection.workspaceId, connection.connectionId),
    },
    source: end('source', connection.sourceId),
    destination: end('destination', connection.destinationId),
    jobId: job.jobId,
    startedAt: iso(job.createdAt),
    finishedAt: iso(finishedAt),
    bytesEmitted: bytes,
    bytesCommitted: size,
    recordsEmitted: rows,
    recordsCommitted: records,
    recordsFilteredOut: 0,
    bytesFilteredOut: 0,
    errorMessage: success ? null : failure.message,
    errorType: success ? null : failure.type,
    errorOrigin: success ? null : failure.origin,
    success,
    durationInSeconds,
    durationFormatted: shownDuration(durationInSeconds),
    bytesEmittedFormatted: shownVolume(bytes),
    bytesCommittedFormatted: shownVolume(size),
  };
}

const link = ({ name, url }: Named): string => `<${url}|${name.replaceAll('>', '&gt;').replaceAll('<', '&lt;')}>`;
const section = (text: string): Json => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** Slack's shape, and beside it `data` with the summary of the sync. */
function notificationOf(summary: ReturnType<typeof summaryOf>): Json {
  const { connection, source, destination, success, errorMessage, errorType, jobId } = summary;
  const verdict = success ? 'succeeded' : `failed: ${String(errorMessage)}`;
  const field = (text: string) => ({ type: 'mrkdwn', text });
  return {
    text: `The connection ${connection.name} from ${source.name} to ${destination.name} ${verdict}\n\nLogs: ${connection.url}\n\nJob ID: ${String(jobId)}`,
    blocks: [
      section(`${success ? 'Sync completed' : 'Sync failure occurred'}: ${link(connection)}`),
      {
        type: 'section',
        fields: [field('*Source:*'), field(link(source)), field('*Destination:*'), field(link(destination))],
      },
      ...(success
        ? []
        : [section(`*Failure reason:*\n\n\`\`\`\n[${String(errorType)}] ${String(errorMessage)}\n\`\`\``)]),
      section(
        `*Sync Summary:*\n${String(summary.recordsEmitted)} record(s) extracted / ${String(summary.recordsCommitted)} record(s) loaded`,
      ),
    ],
    data: summary,
  };
}

/** Posts what the workspace wants to hear of a sync that is over. Cancelled syncs and resets are no event. */
export async function notify(store: Store, job: Job, webUrl: string, log: Delivery[]): Promise<void> {
  if (job.jobType !== 'sync' || job.end === null || job.end.status === 'cancelled') return;
  const event = job.end.status === 'succeeded' ? 'success' : 'failure';
  const summary = summaryOf(store, job, webUrl);
  const webhook = store.workspaces.get(summary.workspace.id)?.notifications[event]?.webhook;
  if (webhook?.enabled !== true || webhook.url === undefined || webhook.url === '') return;
  const delivery: Delivery = { event, url: webhook.url, body: notificationOf(summary), status: null };
  log.push(delivery);
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(delivery.body),
      signal: AbortSignal.timeout(10_000),
    });
    delivery.status = response.status;
  } catch {
    // The platform only logs a receiver that does not answer; here the delivery's status stays null
  }
}
