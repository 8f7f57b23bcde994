import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { isJsonObject, type RecordInput, type StreamKey } from 'airbyte-runtime';

import type { Disk } from '../disk/disk';
import { listDirectory } from '../disk/files';
import { readBlockBytes } from '../settings';

import { logFile } from './raw-log';
import { recordOf } from './reproject';

/**
 * Where the records are whose states were acknowledged before a batch with them was final. `merged`: among the stream's
 * rows, in raw files from this number on. `journal`: in a raw file that was kept for them alone, up to this byte.
 */
export type Undelivered = (
  | { readonly kind: 'merged'; readonly file: number; /** of the spool they are in */ readonly spoolId: string }
  | { readonly kind: 'journal'; readonly file: number; readonly bytes: number }
) & {
  /** of the sync that acknowledged; null when the platform sent none */
  readonly generation: number | null;
};

export type Journal = Extract<Undelivered, { kind: 'journal' }>;

/** The folder of a stream's journal: its name may hold anything. @param id see streamId */
export function journalOf(directory: string, id: string): string {
  return join(directory, createHash('sha256').update(id).digest('hex').slice(0, 16));
}

/** Whether all of a journal is still there. */
export function hasJournal(disk: Disk, directory: string, { file, bytes }: Journal): boolean {
  const path = join(directory, logFile(file));
  return bytes === 0 || (disk.existsSync(path) && disk.statSync(path).size >= bytes);
}

/** Removes what no acknowledged state depends on. @param owed by stream id */
export function tidyJournals(disk: Disk, directory: string, owed: ReadonlyMap<string, Undelivered>): void {
  const keep = new Map([...owed].map(([id, each]) => [journalOf(directory, id), each]));
  for (const name of listDirectory(disk, directory)) {
    const folder = join(directory, name);
    const journal = keep.get(folder);
    if (journal?.kind !== 'journal') disk.rmSync(folder, { recursive: true, force: true });
    else
      for (const each of listDirectory(disk, folder))
        if (each !== logFile(journal.file)) disk.rmSync(join(folder, each), { force: true });
  }
  if (listDirectory(disk, directory).length === 0) disk.rmSync(directory, { recursive: true, force: true });
}

const lineFeed = 0x0a;

function* readLines(disk: Disk, path: string, bytes: number): Generator<Buffer> {
  const fd = disk.openSync(path, 'r');
  let rest: Buffer = Buffer.alloc(0);
  try {
    for (let done = 0; done < bytes;) {
      const block = Buffer.allocUnsafe(Math.min(readBlockBytes, bytes - done));
      const count = disk.readSync(fd, block, 0, block.length, done);
      if (count === 0) throw new Error(`${path} is shorter than it was`);
      done += count;
      let text: Buffer = Buffer.concat([rest, block.subarray(0, count)]);
      for (let end = text.indexOf(lineFeed); end >= 0; end = text.indexOf(lineFeed)) {
        yield text.subarray(0, end);
        text = text.subarray(end + 1);
      }
      rest = text;
    }
  } finally {
    disk.closeSync(fd);
  }
}

/** The records of a journal as the messages that they were. */
export function* readJournal(
  disk: Disk,
  directory: string,
  stream: StreamKey,
  { file, bytes }: Journal,
): Generator<RecordInput> {
  if (bytes === 0) return;
  for (const line of readLines(disk, join(directory, logFile(file)), bytes)) {
    const text = line.toString();
    const message: unknown = JSON.parse(text);
    const record = isJsonObject(message) && isJsonObject(message.record) ? message.record : {};
    const emittedAt = typeof record.emitted_at === 'number' ? record.emitted_at : 0;
    yield { type: 'RECORD', stream, emittedAt, ...recordOf(stream, text), bytes: line };
  }
}
