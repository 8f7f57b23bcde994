import { join } from 'node:path';

import type { Disk } from '../../disk/disk';
import { probeFolder } from '../../disk/probe';
import { lowDiskBytes } from '../../settings';
import { folderNames } from '../folders/store';

/** @returns what was found, for the person at the form */
export function checkFolders(disk: Disk, root: string): string {
  for (const folder of folderNames) probeFolder(disk, join(root, folder));
  const { bavail, bsize } = disk.statfsSync(root);
  const free = bavail * bsize;
  const space = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  const low = free < lowDiskBytes ? ', which may not be enough for a large tenant' : '';
  return `Files can be written to ${join(root, 'incoming')} (${space}${low}).`;
}
