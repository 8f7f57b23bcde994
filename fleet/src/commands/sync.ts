import { CommandError } from 'command-line';

import type { AirbyteApi } from '../airbyte/api';
import { AirbyteError } from '../airbyte/errors';
import type { Connection, Job } from '../airbyte/types';
import { chosenTenants, openSession, type Ports } from '../session';
import { ended } from '../status/health';

import { observeFleet } from './observe';

export interface SyncOptions {
  readonly file: string;
  readonly all?: boolean;
  readonly wait?: boolean;
}

const pollMs = 5_000;
const conflict = 409;

/** The sync that is under way, or a new one: two at once would do the work twice, and Airbyte refuses the second. */
async function startOrJoin(
  api: AirbyteApi,
  { connectionId }: Connection,
  key: string,
): Promise<{ job: Job; joined: boolean }> {
  const [latest] = await api.latestSyncs(connectionId, key);
  if (latest !== undefined && !ended(latest)) return { job: latest, joined: true };
  try {
    return { job: await api.startSync(connectionId, key), joined: false };
  } catch (error) {
    const [other] =
      error instanceof AirbyteError && error.status === conflict ? await api.latestSyncs(connectionId, key) : [];
    if (other !== undefined && !ended(other)) return { job: other, joined: true };
    throw error;
  }
}

/** Starts a sync of the named tenants now. With `--wait` the exit code is 1 when one of them does not succeed. */
export async function sync(keys: readonly string[], options: SyncOptions, ports: Ports): Promise<number> {
  const { terminal } = ports;
  if (keys.length === 0 && options.all !== true) throw new CommandError('Name the tenants to sync, or say --all.');
  const session = openSession(options.file, ports);
  const chosen = chosenTenants(session.tenants, keys);
  const observed = await observeFleet(session);
  const started: { key: string; job: Job }[] = [];
  let failures = 0;
  for (const { key } of chosen) {
    const connection = observed.tenants.get(key)?.connection;
    try {
      if (connection === undefined)
        throw new AirbyteError('it has no connection in Airbyte: run apply first.', 'config');
      const { job, joined } = await startOrJoin(session.api, connection, key);
      terminal.print(`${key}: job ${job.jobId} ${joined ? 'was already running' : 'started'}.`);
      started.push({ key, job });
    } catch (error) {
      if (!(error instanceof AirbyteError)) throw error;
      failures += 1;
      terminal.print(terminal.style('red', `${key}: ${error.message}`));
    }
  }
  if (options.wait === true) failures += await waitFor(session.api, started, ports);
  return failures === 0 ? 0 : 1;
}

/** Follows jobs to their ends; gives how many did not succeed. */
async function waitFor(
  api: AirbyteApi,
  started: readonly { key: string; job: Job }[],
  { terminal, sleep }: Ports,
): Promise<number> {
  let failures = 0;
  let open = started;
  while (open.length > 0) {
    const still: { key: string; job: Job }[] = [];
    for (const {
      key,
      job: { jobId },
    } of open) {
      const job = await api.job(jobId);
      if (!ended(job)) {
        still.push({ key, job });
        continue;
      }
      const succeeded = job.status === 'succeeded';
      if (!succeeded) failures += 1;
      const rows = job.rowsSynced === undefined ? '' : `, ${job.rowsSynced.toLocaleString('en-US')} records`;
      terminal.print(terminal.style(succeeded ? 'green' : 'red', `${key}: job ${jobId} ${job.status}${rows}.`));
    }
    open = still;
    if (open.length > 0) await sleep(pollMs);
  }
  return failures;
}
