import type { Disk } from '../../disk/disk';
import { readBlockBytes } from '../../settings';

/** The bytes of a file from its beginning to its end, a block of its own each time. */
export function* fileBlocks(disk: Disk, path: string): Generator<Buffer> {
  const fd = disk.openSync(path, 'r');
  try {
    for (;;) {
      const block = Buffer.allocUnsafe(readBlockBytes);
      const read = disk.readSync(fd, block);
      if (read === 0) return;
      yield block.subarray(0, read);
    }
  } finally {
    disk.closeSync(fd);
  }
}
