import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';

import type { QueryResult } from 'pg';

import type { Disk } from '../../disk/disk';
import { writeAll } from '../../disk/files';

/** Bytes of a file that are stored as one row; a change costs one such row. */
const blockBytes = 1 << 20;
/** Records compress to a sixth; level 1 is faster than most networks. */
const packed = promisify<Buffer, { level: number }, Buffer>(deflate);
const unpacked = promisify<Buffer, Buffer>(inflate);

/** Digests of the stored blocks of each file, by its name in the folder. */
export type Known = Map<string, string[]>;

export interface BlockTable {
  /** quoted */
  readonly table: string;
  readonly tenant: string;
  query(sql: string, values: readonly unknown[]): Promise<QueryResult>;
}

const digestOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** Names of the files below a folder, with their paths in it. */
export function filesBelow(disk: Disk, folder: string, skip: (name: string) => boolean, path = ''): string[] {
  return disk
    .readdirSync(join(folder, path))
    .filter((name) => !skip(name))
    .flatMap((name) => {
      const file = path === '' ? name : `${path}/${name}`;
      return disk.statSync(join(folder, file)).isDirectory() ? filesBelow(disk, folder, skip, file) : [file];
    });
}

/** Brings the stored files into a folder. @returns undefined for a block that is not what was stored */
export async function fetchFiles(blocks: BlockTable, disk: Disk, folder: string): Promise<Known | undefined> {
  const { rows } = await blocks.query(
    `SELECT file, sha256 FROM ${blocks.table} WHERE tenant = $1 ORDER BY file, position`,
    [blocks.tenant],
  );
  const known: Known = new Map();
  for (const { file, sha256 } of rows as { file: string; sha256: string }[])
    known.set(file, [...(known.get(file) ?? []), sha256]);
  for (const [file, digests] of known) {
    const path = join(folder, file);
    disk.mkdirSync(dirname(path), { recursive: true });
    const fd = disk.openSync(path, 'w');
    try {
      for (const [position, digest] of digests.entries()) {
        const found = await blocks.query(
          `SELECT content FROM ${blocks.table} WHERE tenant = $1 AND file = $2 AND position = $3`,
          [blocks.tenant, file, position],
        );
        const [row] = found.rows as { content: Buffer }[];
        if (row === undefined) return undefined;
        const content = await unpacked(row.content).catch(() => undefined);
        if (content === undefined || digestOf(content) !== digest) return undefined;
        writeAll(disk, fd, content);
      }
    } finally {
      disk.closeSync(fd);
    }
  }
  return known;
}

async function storeFile(blocks: BlockTable, disk: Disk, path: string, file: string, before: readonly string[]) {
  const digests: string[] = [];
  const fd = disk.openSync(path, 'r');
  try {
    for (;;) {
      const block = Buffer.allocUnsafe(blockBytes);
      let filled = 0;
      for (let read = 1; read > 0 && filled < blockBytes; filled += read)
        read = disk.readSync(fd, block, filled, blockBytes - filled, null);
      // a file without a byte is a row, too
      if (filled === 0 && digests.length > 0) break;
      const content = block.subarray(0, filled);
      const digest = digestOf(content);
      if (before[digests.length] !== digest)
        await blocks.query(
          `INSERT INTO ${blocks.table} (tenant, file, position, sha256, content) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant, file, position) DO UPDATE SET sha256 = excluded.sha256, content = excluded.content`,
          [blocks.tenant, file, digests.length, digest, await packed(content, { level: 1 })],
        );
      digests.push(digest);
      if (filled < blockBytes) break;
    }
  } finally {
    disk.closeSync(fd);
  }
  if (digests.length < before.length)
    await blocks.query(`DELETE FROM ${blocks.table} WHERE tenant = $1 AND file = $2 AND position >= $3`, [
      blocks.tenant,
      file,
      digests.length,
    ]);
  return digests;
}

/** Stores what changed in a folder. @returns what is stored then, if the transaction is committed */
export async function storeFiles(
  blocks: BlockTable,
  disk: Disk,
  folder: string,
  files: readonly string[],
  before: Known,
): Promise<Known> {
  const known: Known = new Map();
  for (const file of files)
    known.set(file, await storeFile(blocks, disk, join(folder, file), file, before.get(file) ?? []));
  for (const file of before.keys())
    if (!known.has(file))
      await blocks.query(`DELETE FROM ${blocks.table} WHERE tenant = $1 AND file = $2`, [blocks.tenant, file]);
  return known;
}
