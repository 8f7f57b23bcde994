import { createHash } from 'node:crypto';

import type { Disk } from '../disk/disk';
import { readBlockBytes } from '../settings';

import { MismatchError, type OutboundFile } from './delivery';

/** Size and digest of a file as the disk gives it back. */
function readBack(disk: Disk, path: string): { bytes: number; sha256: string } {
  const fd = disk.openSync(path, 'r');
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(readBlockBytes);
  let bytes = 0;
  try {
    for (let read = disk.readSync(fd, block); read > 0; read = disk.readSync(fd, block)) {
      hash.update(block.subarray(0, read));
      bytes += read;
    }
  } finally {
    disk.closeSync(fd);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Reads files again before they are given away, since nobody looks at them until they have been loaded.
 * @throws MismatchError that names what differs
 */
export function requireUndamaged(disk: Disk, files: readonly OutboundFile[]): void {
  const reasons = files.flatMap(({ path, name, bytes, sha256 }) => {
    const found = readBack(disk, path);
    if (found.bytes !== bytes) return [`${name} holds ${found.bytes} bytes where ${bytes} were written`];
    return found.sha256 === sha256 ? [] : [`${name} does not hold the content that was written`];
  });
  if (reasons.length > 0) throw new MismatchError(reasons);
}
