import { join } from 'node:path';

import type { Disk } from '../../disk/disk';
import { moveFile, syncDirectory, writeDurably } from '../../disk/files';
import type { OutboundBatch, OutboundFile } from '../delivery';

/** What people look at and the receiver does not take: rejected rows and batches that were held back. */
export interface KeptFiles {
  /** @returns where they are */
  rejects(files: readonly OutboundFile[]): string;
  quarantine(batch: OutboundBatch): string;
}

/** @param directory the tenant's workspace; undefined when nothing is kept between syncs */
export function keptFiles(disk: Disk, directory: string | undefined): KeptFiles {
  if (directory === undefined) {
    const nowhere = 'no file, because no workspace is configured (with one they are kept there)';
    return { rejects: () => nowhere, quarantine: () => nowhere };
  }
  const keep = (files: readonly OutboundFile[], folder: string): string => {
    const target = join(directory, folder);
    disk.mkdirSync(target, { recursive: true });
    for (const { path, name } of files) moveFile(disk, path, join(target, name));
    syncDirectory(disk, target);
    return target;
  };
  return {
    rejects: (files) => keep(files, 'rejected'),
    quarantine({ files, manifest }) {
      const report = join(keep(files, 'quarantine'), manifest.name);
      writeDurably(disk, report, manifest.text);
      syncDirectory(disk, join(directory, 'quarantine'));
      return report;
    },
  };
}
