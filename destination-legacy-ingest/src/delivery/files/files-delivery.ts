import { join, posix } from 'node:path';

import type { FilesDeliveryConfig } from '../../config';
import type { Disk } from '../../disk/disk';
import { listDirectory, moveFile, syncDirectory, writeDurably } from '../../disk/files';
import type { DeliveryContext } from '../create';
import type { Delivery, NamedBatch, OutboundBatch, OutboundFile } from '../delivery';
import { requireUndamaged } from '../read-back';

import { checkFolders } from './check';
import { foldersOf, partName, type Folders } from './folders';
import { readSnapshots } from './visible-snapshots';

/** Moves the files of a batch to their names and makes the names durable. */
function moveAll(disk: Disk, files: readonly OutboundFile[], folderOf: (file: OutboundFile) => string): void {
  for (const file of files) moveFile(disk, file.path, join(folderOf(file), file.name));
  for (const folder of new Set(files.map(folderOf))) syncDirectory(disk, folder);
}

function removePart(disk: Disk, folder: string, keep: string | undefined): void {
  for (const name of listDirectory(disk, folder))
    if (/^\..*\.part$/.test(name) && name !== keep) disk.rmSync(join(folder, name), { force: true });
}

/**
 * Batches as files of a folder. The manifest is what makes a batch: it stands beside the data under a hidden name before
 * anything is moved, and gets its own name, in the same folder, after all else is in place and on the disk. So after a
 * crash the hidden name tells: gone, the batch is out, even if its reader has taken every file; still there, it is not.
 */
export function createFilesDelivery(config: FilesDeliveryConfig, { tenantKey, disk }: DeliveryContext): Delivery {
  const folders: Folders = foldersOf(config.directory, tenantKey);
  const folderOf = ({ kind }: Pick<OutboundFile, 'kind'>): string =>
    kind === 'data' ? folders.incoming : folders.rejected;
  const hidden = (manifestName: string): string => join(folders.incoming, partName(manifestName));

  return {
    place: folders.root,
    encoding: config.file_type ?? 'csv',
    check: () => Promise.resolve(checkFolders(disk, folders)),
    async prepare(pending) {
      for (const folder of [folders.incoming, folders.quarantine, folders.rejected])
        disk.mkdirSync(folder, { recursive: true });
      syncDirectory(disk, folders.root);
      removePart(disk, folders.incoming, pending && partName(pending.manifestName));
      removePart(disk, folders.rejected, undefined);
      return Promise.resolve();
    },
    reference: ({ kind, name }) => (kind === 'data' ? name : posix.join('..', 'rejected', name)),
    async stage({ files, manifest }) {
      requireUndamaged(disk, files);
      writeDurably(disk, hidden(manifest.name), manifest.text);
      syncDirectory(disk, folders.incoming);
      return Promise.resolve();
    },
    async publish({ files, manifest }) {
      moveAll(disk, files, folderOf);
      disk.renameSync(hidden(manifest.name), join(folders.incoming, manifest.name));
      syncDirectory(disk, folders.incoming);
      return Promise.resolve();
    },
    wasPublished: ({ manifestName }) => Promise.resolve(!disk.existsSync(hidden(manifestName))),
    async discard({ files, manifestName }: NamedBatch) {
      for (const file of files) disk.rmSync(join(folderOf(file), file.name), { force: true });
      for (const folder of new Set(files.map(folderOf))) syncDirectory(disk, folder);
      disk.rmSync(hidden(manifestName), { force: true });
      syncDirectory(disk, folders.incoming);
      return Promise.resolve();
    },
    async quarantine({ files, manifest }: OutboundBatch) {
      moveAll(disk, files, () => folders.quarantine);
      const report = join(folders.quarantine, manifest.name);
      writeDurably(disk, report, manifest.text);
      syncDirectory(disk, folders.quarantine);
      return Promise.resolve(report);
    },
    async keepRejects(files) {
      moveAll(disk, files, () => folders.rejected);
      return Promise.resolve(folders.rejected);
    },
    visibleSnapshots: () => Promise.resolve(readSnapshots(disk, folders.incoming)),
    close: () => Promise.resolve(),
  };
}
