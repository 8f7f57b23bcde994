import { join } from 'node:path';

import type { Disk } from '../../disk/disk';
import { listDirectory, moveFile, syncDirectory, writeDurably } from '../../disk/files';
import { folderNames, type FolderName, type FolderStore } from '../folders/store';
import { requireUndamaged } from '../read-back';

import { checkFolders } from './check';

/**
 * The folders of a tenant in a directory. Finished files stand in the workspace, whole and on the disk, so that staging
 * them is reading them once more; their names are a move away.
 */
export function createDiskStore(disk: Disk, root: string): FolderStore {
  const path = (folder: FolderName, name = ''): string => join(root, folder, name);

  return {
    path,
    check: async () => checkFolders(disk, root),
    async prepare() {
      for (const folder of folderNames) disk.mkdirSync(path(folder), { recursive: true });
      syncDirectory(disk, root);
    },
    list: async (folder) => listDirectory(disk, path(folder)),
    read: async (folder, name) => disk.readFileSync(path(folder, name), 'utf8'),
    exists: async (folder, name) => disk.existsSync(path(folder, name)),
    async write(folder, name, text) {
      writeDurably(disk, path(folder, name), text);
    },
    async stage(files, purpose) {
      if (purpose === 'people') return;
      requireUndamaged(
        disk,
        files.map(({ file }) => file),
      );
    },
    async reveal({ file, folder }) {
      moveFile(disk, file.path, path(folder, file.name));
    },
    async rename(folder, from, to) {
      disk.renameSync(path(folder, from), path(folder, to));
    },
    async remove(folder, name) {
      disk.rmSync(path(folder, name), { force: true });
    },
    async settle(folder) {
      syncDirectory(disk, path(folder));
    },
    modifiedAt: async (folder, name) =>
      disk.existsSync(path(folder, name)) ? disk.statSync(path(folder, name)).mtimeMs : undefined,
    close: async () => undefined,
  };
}
