import { join } from 'node:path';

import type { Disk } from './disk';
import { syncDirectory, writeDurably } from './files';

/** Does in a folder what a sync does: makes it, puts a hidden file on the disk, renames it. Leaves the folder empty. */
export function probeFolder(disk: Disk, folder: string): void {
  disk.mkdirSync(folder, { recursive: true });
  const hidden = join(folder, '.check.part');
  const renamed = join(folder, '.check');
  try {
    writeDurably(disk, hidden, 'A test of the connection wrote this and removes it.\n');
    disk.renameSync(hidden, renamed);
    syncDirectory(disk, folder);
  } finally {
    for (const path of [hidden, renamed]) disk.rmSync(path, { force: true });
  }
}
