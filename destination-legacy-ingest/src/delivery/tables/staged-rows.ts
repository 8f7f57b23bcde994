import { createHash } from 'node:crypto';

import type { Disk } from '../../disk/disk';
import { copyValues } from '../../render/encoding/copy-text';
import { MismatchError, type OutboundFile } from '../delivery';

import { fileBlocks } from './file-blocks';
import type { Row } from './server';

const lineFeed = 0x0a;

/** Whole lines, those of a block at a time. */
function* wholeLines(blocks: Iterable<Buffer>): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const block of blocks) {
    const text = rest.length === 0 ? block : Buffer.concat([rest, block]);
    const end = text.lastIndexOf(lineFeed) + 1;
    if (end > 0) yield text.subarray(0, end);
    rest = text.subarray(end);
  }
  if (rest.length > 0) yield rest;
}

/** Passes blocks on and looks at each. */
function* seeing(blocks: Iterable<Buffer>, see: (block: Buffer) => void): Generator<Buffer> {
  for (const block of blocks) {
    see(block);
    yield block;
  }
}

/** @param at positions, ascending, of what is replaced in each line */
function withVersion(lines: Buffer, at: readonly number[], version: number | null): Buffer {
  if (at.length === 0 || version === null) return lines;
  const rows = lines
    .toString('utf8')
    .split('\n')
    .map((line) => {
      if (line === '') return line;
      const values = line.split('\t');
      for (const position of at) values[position] = String(version);
      return values.join('\t');
    });
  return Buffer.from(rows.join('\n'));
}

/**
 * The lines of a file in the encoding `staging`, with the version where the batch's goes.
 * @throws MismatchError at the end when the file was not what had been written
 */
export function* stagedLines(
  disk: Disk,
  { path, name, bytes, sha256 }: OutboundFile,
  versionAt: readonly number[],
  version: number | null,
): Generator<Buffer> {
  const hash = createHash('sha256');
  let size = 0;
  const blocks = seeing(fileBlocks(disk, path), (block) => {
    hash.update(block);
    size += block.length;
  });
  for (const lines of wholeLines(blocks)) yield withVersion(lines, versionAt, version);
  if (size !== bytes || hash.digest('hex') !== sha256)
    throw new MismatchError([`${name} does not hold the content that was written`]);
}

export function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(lineFeed); at !== -1; at = lines.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}

/** Lines as rows, for servers that do not take them as they are; every value is text. */
export function* rowsOfLines(blocks: Iterable<Buffer>): Generator<readonly Row[]> {
  for (const lines of blocks)
    yield lines
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map(copyValues);
}
