import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { DestinationConfig } from '../config';
import type { Disk } from '../disk/disk';

/** Where the workspace of a sync is. */
export interface WorkspacePlace {
  readonly directory: string;
  /** false: nothing of it is there in the next sync, so streams that bring only changes cannot be merged */
  readonly persistent: boolean;
  /** Called when the sync has ended. */
  leave(): void;
}

/** Where a delivery into a file system has room for the workspace. */
function homeOf({ kind, directory }: { readonly kind: string; readonly directory?: string }): string | undefined {
  return kind === 'files' ? directory : undefined;
}

/**
 * Whether anything is kept between syncs, for the person at the form and for the log.
 * @param needed streams that changes alone are not enough of
 */
export function describePlace({ directory, persistent }: WorkspacePlace, needed: readonly string[]): string {
  if (persistent) return `Records are kept between syncs in ${directory}.`;
  const streams = needed.length === 0 ? '' : ` Set these streams to Full refresh | Overwrite: ${needed.join(', ')}.`;
  return `No records are kept between syncs, because no workspace is configured.${streams} A changed row may be sent again.`;
}

/**
 * The configured directory; else, for files, a hidden folder in the tenant's own, which is on the file system that
 * renames need; else a folder that goes with the sync.
 */
export function placeOf({ workspace, delivery, tenant_key: tenantKey }: DestinationConfig, disk: Disk): WorkspacePlace {
  const kept = (directory: string): WorkspacePlace => ({ directory, persistent: true, leave: () => undefined });
  if (workspace?.kind === 'directory') return kept(join(workspace.directory, tenantKey));
  const home = homeOf(delivery);
  if (home !== undefined) return kept(join(home, tenantKey, '.workspace'));
  const directory = disk.mkdtempSync(join(tmpdir(), 'legacy-ingest-'));
  return {
    directory,
    persistent: false,
    leave() {
      disk.rmSync(directory, { recursive: true, force: true });
    },
  };
}
