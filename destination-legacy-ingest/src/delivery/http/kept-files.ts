import { join } from 'node:path';

import type { Disk } from '../../disk/disk';
import { listDirectory, moveFile, syncDirectory, writeDurably } from '../../disk/files';
import type { OutboundBatch, OutboundFile } from '../delivery';

/** What people look at and the receiver does not take: rejected rows and batches that were held back. */
export interface KeptFiles {
  /** @returns where they are */
  rejects(files: readonly OutboundFile[]): string;
  quarantine(batch: OutboundBatch): string;
  /** Removes files that are older, epoch milliseconds. @returns how many */
  sweep(folder: 'rejected' | 'quarantine', before: number | undefined): number;
}

/** @param directory the tenant's workspace; undefined when nothing is kept between syncs */
export function keptFiles(disk: Disk, directory: string | undefined): KeptFiles {
  if (directory === undefined) {
    const nowhere = 'no file, because no workspace is configured (with one they are kept there)';
    return { rejects: () => nowhere, quarantine: () => nowhere, sweep: () => 0 };
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
    sweep(folder, before = -Infinity) {
      const paths = listDirectory(disk, join(directory, folder)).map((name) => join(directory, folder, name));
      const old = paths.filter((path) => disk.statSync(path).mtimeMs < before);
      for (const path of old) disk.rmSync(path, { force: true });
      return old.length;
    },
  };
}
