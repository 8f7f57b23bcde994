import { createHash } from 'node:crypto';

import type { Disk } from '../disk/disk';
import { writeAll } from '../disk/files';
import { textBlockUnits } from '../settings';

export interface FinishedFile {
  readonly path: string;
  readonly bytes: number;
  /** hex */
  readonly sha256: string;
}

/** A file that is written from its beginning to its end. */
export interface TextFile {
  write(text: string): void;
  /** Returns when it is all on the disk. */
  finish(): FinishedFile;
}

export function createTextFile(disk: Disk, path: string): TextFile {
  const fd = disk.openSync(path, 'w');
  const hash = createHash('sha256');
  let waiting = '';
  let bytes = 0;

  function flush(): void {
    const block = Buffer.from(waiting);
    waiting = '';
    hash.update(block);
    bytes += block.length;
    writeAll(disk, fd, block);
  }

  return {
    write(text) {
      waiting += text;
      if (waiting.length >= textBlockUnits) flush();
    },
    finish() {
      flush();
      disk.fsyncSync(fd);
      disk.closeSync(fd);
      return { path, bytes, sha256: hash.digest('hex') };
    },
  };
}
