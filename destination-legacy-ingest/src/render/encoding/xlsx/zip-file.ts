import { Zip, type ZipInputFile } from 'fflate';

import type { Disk } from '../../../disk/disk';
import { createByteFile, type FinishedFile } from '../../byte-file';
import { createTextBlocks, type TextBlocks } from '../../text-blocks';

import { createDeflate, type Deflated } from './deflate';
import { startDeflateThread, type DeflateThread } from './deflate-thread';

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

/** An entry up to this size is deflated here: a thread takes longer to start. */
const threadFromBytes = 4 << 20;

/**
 * fflate makes the container, zlib deflates a block at a time: the first ones here, those of a long entry in another
 * thread. Rendering is synchronous all the same; what the thread has made is collected when the next block goes to it.
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

      const deflate = createDeflate();
      let thread: DeflateThread | undefined;
      let size = 0;

      function take(deflated: readonly Deflated[]): void {
        for (const { bytes, crc, final } of deflated) {
          entry.crc = crc;
          entry.size = size;
          entry.ondata?.(null, bytes, final);
        }
      }

      function put(block: Uint8Array, final: boolean): void {
        size += block.length;
        if (size > threadFromBytes) thread ??= startDeflateThread(entry.crc);
        take(thread === undefined ? [deflate(block, final)] : thread.put(block, final));
        if (!final || thread === undefined) return;
        take(thread.rest());
        thread.close();
      }

      const blocks = createTextBlocks((block) => {
        if (block.length > 0) put(block, false);
      });
      return {
        write: blocks.write,
        size: () => size,
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
