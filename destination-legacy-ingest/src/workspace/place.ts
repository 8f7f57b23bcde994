import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { operatorError } from 'airbyte-runtime';

import type { DestinationConfig } from '../config';
import type * as Stored from '../delivery/postgres/stored-folder';
import type { Disk } from '../disk/disk';

type Sleep = (ms: number) => Promise<void>;

/** Where the workspace of a sync is. */
export interface WorkspacePlace {
  readonly directory: string;
  /** false: nothing of it is there in the next sync, so streams that bring only changes cannot be merged */
  readonly persistent: boolean;
  /** whether what is in the directory outlives this run without being saved */
  readonly keepsAtOnce: boolean;
  /** in words */
  readonly where: string;
  /** Tries what a sync does to a workspace that is not this machine's, and leaves nothing behind. */
  check(): Promise<void>;
  /** Brings what is kept, before the directory is used. */
  open(): Promise<void>;
  /** Keeps the directory as it is now: a batch is noted in it that is about to be published, or the sync is at its end. */
  save(): Promise<void>;
  /** Called when the sync has ended. */
  leave(): Promise<void>;
}

/** Where a delivery into a file system has room for the workspace. */
function homeOf({ kind, directory }: { readonly kind: string; readonly directory?: string }): string | undefined {
  return kind === 'files' ? directory : undefined;
}

/**
 * Whether anything is kept between syncs, for the person at the form and for the log.
 * @param needed streams that changes alone are not enough of
 */
export function describePlace(
  { where, persistent }: Pick<WorkspacePlace, 'where' | 'persistent'>,
  needed: readonly string[],
): string {
  if (persistent) return `Records are kept between syncs in ${where}.`;
  const streams = needed.length === 0 ? '' : ` Set these streams to Full refresh | Overwrite: ${needed.join(', ')}.`;
  return `No records are kept between syncs, because no workspace is configured.${streams} A changed row may be sent again.`;
}

const nothing = (): Promise<void> => Promise.resolve();

/** A directory of this machine. */
function local(directory: string, persistent: boolean, leave = nothing): WorkspacePlace {
  const place = { directory, persistent, keepsAtOnce: persistent, where: directory };
  return { ...place, check: nothing, open: nothing, save: nothing, leave };
}

/** Tables of the delivery's database; the directory is a copy for the time of the sync. */
function stored(config: DestinationConfig, schema: string, copy: WorkspacePlace, disk: Disk, sleep: Sleep) {
  const { delivery, tenant_key: tenant } = config;
  if (delivery.kind !== 'postgres')
    throw operatorError({
      failureType: 'config',
      message: `A workspace in the database needs the delivery PostgreSQL, and this destination delivers by ${delivery.kind}. Choose a directory for the workspace.`,
    });
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded on demand: it brings the server's library
  const { storedFolder } = require('../delivery/postgres/stored-folder') as typeof Stored;
  const folder = storedFolder({ config: delivery, schema, tenant, directory: copy.directory, disk, sleep });
  return {
    ...folder,
    directory: copy.directory,
    persistent: true,
    keepsAtOnce: false,
    async leave() {
      await folder.close();
      await copy.leave();
    },
  };
}

/**
 * The configured directory, or the delivery's database; else, for files, a hidden folder in the tenant's own, which is on
 * the file system that renames need; else a folder that goes with the sync.
 */
export function placeOf(config: DestinationConfig, disk: Disk, sleep: Sleep): WorkspacePlace {
  const { workspace, delivery, tenant_key: tenantKey } = config;
  if (workspace?.kind === 'directory') return local(join(workspace.directory, tenantKey), true);
  const home = homeOf(delivery);
  if (home !== undefined && workspace === undefined) return local(join(home, tenantKey, '.workspace'), true);
  const directory = disk.mkdtempSync(join(tmpdir(), 'legacy-ingest-'));
  const temporary = local(directory, false, () => {
    disk.rmSync(directory, { recursive: true, force: true });
    return nothing();
  });
  return workspace === undefined
    ? temporary
    : stored(config, workspace.schema ?? 'legacy_ingest', temporary, disk, sleep);
}
