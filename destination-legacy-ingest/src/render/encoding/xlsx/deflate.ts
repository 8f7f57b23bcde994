import { constants, crc32, deflateRawSync } from 'node:zlib';

/** The least effort: a sheet is repetitive enough, and more effort would cost more than all the rest of a row. */
const level = 1;

export interface Deflated {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** of all blocks so far, before compression */
  readonly crc: number;
  readonly final: boolean;
}

/**
 * Deflates the blocks of one ZIP entry, each flushed to a byte boundary, so that they can follow each other: the same bytes
 * whichever thread does it.
 * @param before crc of the blocks that were deflated elsewhere
 */
export function createDeflate(before = 0): (block: Uint8Array, final: boolean) => Deflated {
  let crc = before;
  return (block, final) => {
    // an empty block that came from another thread has no address, and for zlib that means: begin anew
    if (block.length > 0) crc = crc32(block, crc);
    const finishFlush = final ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    return { bytes: deflateRawSync(block, { level, finishFlush }), crc, final };
  };
}
