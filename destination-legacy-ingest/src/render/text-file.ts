import { createHash } from 'node:crypto';

import type { Disk } from '../disk/disk';
import { writeAll } from '../disk/files';
import { textBlockBytes } from '../settings';

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
  const block = Buffer.allocUnsafe(textBlockBytes);
  let used = 0;
  let bytes = 0;

  function put(data: Uint8Array): void {
    hash.update(data);
    bytes += data.length;
    writeAll(disk, fd, data);
  }

  function flush(): void {
    put(block.subarray(0, used));
    used = 0;
  }

  return {
    write(text) {
      // a UTF-16 unit takes three bytes at most
      const most = text.length * 3;
      if (used + most > block.length) flush();
      if (most > block.length) put(Buffer.from(text));
      else used += block.write(text, used, 'utf8');
    },
    finish() {
      flush();
      disk.fsyncSync(fd);
      disk.closeSync(fd);
      return { path, bytes, sha256: hash.digest('hex') };
    },
  };
}
