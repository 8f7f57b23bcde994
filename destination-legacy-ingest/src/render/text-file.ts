import type { Disk } from '../disk/disk';

import { createByteFile, type FinishedFile } from './byte-file';
import { createTextBlocks } from './text-blocks';

/** A file of text that is written from its beginning to its end. */
export interface TextFile {
  write(text: string): void;
  /** Returns when it is all on the disk. */
  finish(): FinishedFile;
}

export function createTextFile(disk: Disk, path: string): TextFile {
  const file = createByteFile(disk, path);
  const { write, flush } = createTextBlocks((block) => {
    file.write(block);
  });
  return {
    write,
    finish() {
      flush();
      return file.finish();
    },
  };
}
