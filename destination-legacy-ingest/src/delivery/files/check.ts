import { join } from 'node:path';

import type { Disk } from '../../disk/disk';
import { syncDirectory, writeDurably } from '../../disk/files';
import { lowDiskBytes } from '../../settings';

import { partName, type Folders } from './folders';

/** Does in a folder what publishing does: a hidden file, on the disk, renamed. Leaves nothing behind. */
function probe(disk: Disk, folder: string): void {
  disk.mkdirSync(folder, { recursive: true });
  const hidden = join(folder, partName('check'));
  const renamed = join(folder, '.check');
  try {
    writeDurably(disk, hidden, 'A test of the connection wrote this and removes it.\n');
    disk.renameSync(hidden, renamed);
    syncDirectory(disk, folder);
  } finally {
    for (const path of [hidden, renamed]) disk.rmSync(path, { force: true });
  }
}

/** @returns what was found, for the person at the form */
export function checkFolders(disk: Disk, folders: Folders): string {
  for (const folder of [folders.incoming, folders.quarantine, folders.rejected]) probe(disk, folder);
  const { bavail, bsize } = disk.statfsSync(folders.root);
  const free = bavail * bsize;
  const space = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  const low = free < lowDiskBytes ? ', which may not be enough for a large tenant' : '';
  return `Files can be written to ${folders.incoming} (${space}${low}).`;
}
