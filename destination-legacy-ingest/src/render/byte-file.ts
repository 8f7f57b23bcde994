import { createHash } from 'node:crypto';

import type { Disk } from '../disk/disk';
import { writeAll } from '../disk/files';

export interface FinishedFile {
  readonly path: string;
  readonly bytes: number;
  /** hex */
  readonly sha256: string;
}

/** A file that is written from its beginning to its end. */
export interface ByteFile {
  write(bytes: Uint8Array): void;
  /** Returns when it is all on the disk. */
  finish(): FinishedFile;
}

export function createByteFile(disk: Disk, path: string): ByteFile {
  const fd = disk.openSync(path, 'w');
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    write(data) {
      hash.update(data);
      bytes += data.length;
      writeAll(disk, fd, data);
    },
    finish() {
      disk.fsyncSync(fd);
      disk.closeSync(fd);
      return { path, bytes, sha256: hash.digest('hex') };
    },
  };
}
