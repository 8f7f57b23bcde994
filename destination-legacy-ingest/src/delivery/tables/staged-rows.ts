import { createHash } from 'node:crypto';

import type { StagingValue } from 'legacy-format';

import type { Disk } from '../../disk/disk';
import { MismatchError, type OutboundFile } from '../delivery';

import { fileBlocks } from './file-blocks';
import type { Row } from './server';

const lineFeed = 0x0a;

/** Whole lines, those of a block at a time. */
function* linesOf(blocks: Iterable<Buffer>): Generator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for (const block of blocks) {
    const text = rest.length === 0 ? block : Buffer.concat([rest, block]);
    const end = text.lastIndexOf(lineFeed);
    if (end > 0) yield text.toString('utf8', 0, end);
    rest = text.subarray(end + 1);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

/** Passes blocks on and looks at each. */
function* seeing(blocks: Iterable<Buffer>, see: (block: Buffer) => void): Generator<Buffer> {
  for (const block of blocks) {
    see(block);
    yield block;
  }
}

/**
 * The rows of a file in the encoding `staging`, with the version where the batch's goes.
 * @throws MismatchError at the end when the file was not what had been written
 */
export function* stagedRows(
  disk: Disk,
  { path, name, bytes, sha256 }: OutboundFile,
  versionAt: readonly number[],
  version: number | null,
): Generator<readonly Row[]> {
  const hash = createHash('sha256');
  let size = 0;
  const blocks = seeing(fileBlocks(disk, path), (block) => {
    hash.update(block);
    size += block.length;
  });
  const damaged = (): MismatchError => new MismatchError([`${name} does not hold the content that was written`]);
  for (const block of linesOf(blocks)) {
    let rows: StagingValue[][];
    try {
      // one parse for the whole block
      rows = JSON.parse(`[${block.replaceAll('\n', ',')}]`) as StagingValue[][];
    } catch {
      throw damaged();
    }
    for (const at of versionAt) for (const row of rows) row[at] = version;
    yield rows;
  }
  if (size !== bytes || hash.digest('hex') !== sha256) throw damaged();
}
