import { basename, dirname, join } from 'node:path';

import type { Disk } from './disk';

/** A write may take fewer bytes than it was given. */
export function writeAll(disk: Disk, fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += disk.writeSync(fd, bytes, done, bytes.length - done);
}

/** Makes names that were created, renamed or removed in a directory survive a power cut. */
export function syncDirectory(disk: Disk, directory: string): void {
  syncPath(disk, directory, 'r');
}

/** Makes the content of a file survive a power cut. */
export function syncFile(disk: Disk, path: string): void {
  syncPath(disk, path, 'r+');
}

function syncPath(disk: Disk, path: string, flags: string): void {
  const fd = disk.openSync(path, flags);
  try {
    disk.fsyncSync(fd);
  } finally {
    disk.closeSync(fd);
  }
}

/** A small file with its content on the disk; its name is not until the directory is synced. */
export function writeDurably(disk: Disk, path: string, text: string): void {
  const fd = disk.openSync(path, 'w');
  try {
    writeAll(disk, fd, Buffer.from(text));
    disk.fsyncSync(fd);
  } finally {
    disk.closeSync(fd);
  }
}

/** Renames; copies when the two are on different file systems, under a hidden name until the copy is whole. */
export function moveFile(disk: Disk, from: string, to: string): void {
  try {
    disk.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    const part = join(dirname(to), `.${basename(to)}.part`);
    disk.copyFileSync(from, part);
    syncFile(disk, part);
    disk.renameSync(part, to);
    disk.rmSync(from, { force: true });
  }
}

/** Entries of a directory; none when it is not there. */
export function listDirectory(disk: Disk, directory: string): string[] {
  return disk.existsSync(directory) ? disk.readdirSync(directory) : [];
}
