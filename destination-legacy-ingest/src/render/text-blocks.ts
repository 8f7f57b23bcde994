import { textBlockBytes } from '../settings';

/** Collects text into blocks of UTF-8. */
export interface TextBlocks {
  write(text: string): void;
  /** Hands over what has been collected. */
  flush(): void;
}

/** @param put gets blocks that it must have used before it returns */
export function createTextBlocks(put: (block: Uint8Array) => void): TextBlocks {
  const block = Buffer.allocUnsafe(textBlockBytes);
  let used = 0;

  function flush(): void {
    put(block.subarray(0, used));
    used = 0;
  }

  return {
    write(text) {
      // a UTF-16 unit takes three bytes at most
      const most = text.length * 3;
      if (used + most > block.length) flush();
      if (most > block.length) put(Buffer.from(text));
      else used += block.write(text, used, 'utf8');
    },
    flush,
  };
}
