import type { Disk } from '../../disk/disk';
import { probeFolder } from '../../disk/probe';
import { lowDiskBytes } from '../../settings';

import type { Folders } from './folders';

/** @returns what was found, for the person at the form */
export function checkFolders(disk: Disk, folders: Folders): string {
  for (const folder of [folders.incoming, folders.quarantine, folders.rejected]) probeFolder(disk, folder);
  const { bavail, bsize } = disk.statfsSync(folders.root);
  const free = bavail * bsize;
  const space = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  const low = free < lowDiskBytes ? ', which may not be enough for a large tenant' : '';
  return `Files can be written to ${folders.incoming} (${space}${low}).`;
}
