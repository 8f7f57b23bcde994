import { dirname, join } from 'node:path';

import type { Disk } from '../disk/disk';
import { listDirectory, syncDirectory, writeAll } from '../disk/files';
import { writeBlockBytes } from '../settings';

/** Where a line stands: the file's number, the byte it begins at, its length in bytes. */
export interface RawPlace {
  readonly file: number;
  readonly position: number;
  readonly length: number;
}

/**
 * The messages of one stream as they came, in append-only files beside the spool. Rows point into them; they are read
 * only to show what was rejected and when the format begins to look at other fields. In SQLite the same text would cost
 * four times the CPU.
 */
export interface RawLog {
  /** the number of this sync's file */
  readonly file: number;
  append(line: Buffer): RawPlace;
  /** the position that the next line gets */
  end(): number;
  /** Undefined when the file is gone. */
  read(place: RawPlace): string | undefined;
  flush(): void;
  /** Flushes, and returns when it is all on the disk, names of files and folders included. */
  sync(): void;
  close(): void;
  /** of all files */
  bytes(): number;
  /** Drops the files before this number. */
  dropBefore(file: number): void;
}

const lineFeed = 0x0a;

export const logFile = (file: number): string => `${file}.jsonl`;

export function openRawLog(disk: Disk, directory: string): RawLog {
  const made = disk.mkdirSync(directory, { recursive: true });
  const numbers = (): number[] =>
    listDirectory(disk, directory)
      .map((name) => Number.parseInt(name, 10))
      .filter(Number.isSafeInteger)
      .sort((a, b) => a - b);
  const file = (numbers().at(-1) ?? 0) + 1;
  const block = Buffer.allocUnsafe(writeBlockBytes);
  const readers = new Map<number, number | undefined>();
  let writer: number | undefined;
  let written = 0;
  let used = 0;
  let named = false;

  function flush(): void {
    if (used === 0) return;
    writer ??= disk.openSync(join(directory, logFile(file)), 'a');
    writeAll(disk, writer, block.subarray(0, used));
    written += used;
    used = 0;
  }

  function writeLarge(line: Buffer): void {
    flush();
    writer ??= disk.openSync(join(directory, logFile(file)), 'a');
    writeAll(disk, writer, Buffer.concat([line, Buffer.of(lineFeed)]));
    written += line.length + 1;
  }

  function reader(number: number): number | undefined {
    if (readers.has(number)) return readers.get(number);
    const path = join(directory, logFile(number));
    const fd = disk.existsSync(path) ? disk.openSync(path, 'r') : undefined;
    readers.set(number, fd);
    return fd;
  }

  /** The file is new, and so may be the folders above it. */
  function syncNames(): void {
    const top = made === undefined ? directory : dirname(made);
    for (let each = directory; ; each = dirname(each)) {
      syncDirectory(disk, each);
      if (each === top) return;
    }
  }

  function closeReader(number: number): void {
    const fd = readers.get(number);
    if (fd !== undefined) disk.closeSync(fd);
    readers.delete(number);
  }

  return {
    file,
    append(line) {
      const { length } = line;
      if (length + 1 > block.length) {
        writeLarge(line);
        return { file, position: written - length - 1, length };
      }
      if (used + length + 1 > block.length) flush();
      const position = written + used;
      line.copy(block, used);
      used += length;
      block[used] = lineFeed;
      used += 1;
      return { file, position, length };
    },
    end: () => written + used,
    read({ file: number, position, length }) {
      if (number === file) flush();
      const fd = reader(number);
      if (fd === undefined) return undefined;
      const bytes = Buffer.allocUnsafe(length);
      const count = disk.readSync(fd, bytes, 0, length, position);
      return count === length ? bytes.toString() : undefined;
    },
    flush,
    sync() {
      flush();
      if (writer === undefined) return;
      disk.fsyncSync(writer);
      if (!named) syncNames();
      named = true;
    },
    close() {
      for (const number of readers.keys()) closeReader(number);
      if (writer !== undefined) disk.closeSync(writer);
      writer = undefined;
    },
    bytes: () => numbers().reduce((sum, number) => sum + disk.statSync(join(directory, logFile(number))).size, 0),
    dropBefore(first) {
      for (const number of numbers().filter((each) => each < first)) {
        closeReader(number);
        disk.rmSync(join(directory, logFile(number)), { force: true });
      }
    },
  };
}
