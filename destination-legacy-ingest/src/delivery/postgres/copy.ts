import { copyLine } from '../../render/encoding/copy-text';
import type { Rows } from '../tables/server';

/** Rows as the bytes that `COPY ... FROM STDIN` takes, a block of rows at a time. */
export async function* copyBlocks(rows: Rows): AsyncGenerator<Buffer> {
  for await (const block of rows) {
    let text = '';
    for (const row of block) text += copyLine(row);
    if (text !== '') yield Buffer.from(text);
  }
}
