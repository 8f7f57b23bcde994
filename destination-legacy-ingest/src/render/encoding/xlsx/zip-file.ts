import { constants, crc32, deflateRawSync } from 'node:zlib';

import { Zip, type ZipInputFile } from 'fflate';

import type { Disk } from '../../../disk/disk';
import { createByteFile, type FinishedFile } from '../../byte-file';
import { createTextBlocks, type TextBlocks } from '../../text-blocks';

/** A ZIP archive of texts that are written one after the other. */
export interface ZipFile {
  /** Begins an entry; the one before must be ended. */
  entry(name: string): ZipEntry;
  finish(): FinishedFile;
}

export interface ZipEntry extends Pick<TextBlocks, 'write'> {
  /** bytes before compression, without what waits in memory */
  size(): number;
  end(): void;
}

/** By the clock of the archive, which has no time zone: the same content gives the same bytes anywhere on any day. */
const timestamp = new Date(1980, 0, 1);

/** method 8 of the ZIP specification (APPNOTE 4.4.5) */
const deflated = 8;

/** The least effort: a sheet is repetitive enough, and more effort would cost more than all the rest of a row. */
const level = 1;

/**
 * fflate makes the container. Entries are deflated by zlib a block at a time, each flushed to a byte boundary, so that
 * blocks can follow each other and nothing waits for another thread: the whole rendering is synchronous.
 */
export function createZipFile(disk: Disk, path: string): ZipFile {
  const file = createByteFile(disk, path);
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    file.write(chunk);
  });

  return {
    entry(filename) {
      const entry: ZipInputFile = { filename, size: 0, crc: 0, compression: deflated, mtime: timestamp };
      zip.add(entry);

      function put(block: Uint8Array, final: boolean): void {
        entry.crc = crc32(block, entry.crc);
        entry.size += block.length;
        const finishFlush = final ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
        entry.ondata?.(null, deflateRawSync(block, { level, finishFlush }), final);
      }

      const blocks = createTextBlocks((block) => {
        if (block.length > 0) put(block, false);
      });
      return {
        write: blocks.write,
        size: () => entry.size,
        end() {
          blocks.flush();
          put(new Uint8Array(0), true);
        },
      };
    },
    finish() {
      zip.end();
      return file.finish();
    },
  };
}
