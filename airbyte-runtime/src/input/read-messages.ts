import type { InputMessage, StreamSelection } from '../connector';

import { readAhead } from './ahead';
import { readLineBlocks, type LineBlock } from './lines';
import type { Parser } from './parse';
import { startRecordThread, type RecordThread } from './selected/record-thread';

/** Input up to this size is read without another thread, which takes longer to start. */
const threadFromBytes = 8 << 20;

/** Blocks of lines that wait for the other thread go together up to this size. */
const togetherBytes = 1 << 19;

/** A larger one holds a line out of the ordinary; it would be there twice. */
const mostBytes = 8 << 20;

const sizeOf = (block: LineBlock): number => (block.kind === 'lines' ? block.bytes.length : 0);

/** The lines of the blocks in a buffer of their own; undefined when not all are whole lines. */
function joined(blocks: readonly LineBlock[]): Buffer | undefined {
  const lines = blocks.flatMap((block) => (block.kind === 'lines' && block.terminated ? [block.bytes] : []));
  const size = lines.reduce((sum, { length }) => sum + length, 0);
  if (lines.length < blocks.length || size > mostBytes) return undefined;
  const whole = Buffer.allocUnsafeSlow(size);
  let used = 0;
  for (const bytes of lines) used += bytes.copy(whole, used);
  return whole;
}

/** Reads records in another thread, all else here; the messages stay in the order of their lines. */
async function* readInThread(
  blocks: AsyncIterator<LineBlock>,
  parser: Parser,
  thread: RecordThread,
): AsyncGenerator<InputMessage[]> {
  const results = readAhead<LineBlock, () => InputMessage[]>(blocks, {
    sizeOf,
    mostWaiting: togetherBytes,
    async start(waiting) {
      const lines = joined(waiting);
      if (lines === undefined) return () => waiting.flatMap(parser.parse);
      const { bytes, found } = await thread.read(lines);
      return () => parser.join(bytes, found);
    },
  });
  for await (const messages of results) yield messages();
}

/** @param selections what is wanted of records, once that is known */
export async function* readMessages(
  chunks: AsyncIterable<Buffer>,
  parser: Parser,
  selections: () => readonly StreamSelection[] | undefined,
): AsyncGenerator<InputMessage[]> {
  const blocks = readLineBlocks(chunks);
  let size = 0;
  for (let block = await blocks.next(); block.done !== true; block = await blocks.next()) {
    yield parser.parse(block.value);
    size += sizeOf(block.value);
    const selected = size < threadFromBytes ? undefined : selections();
    const thread = selected && startRecordThread(selected);
    if (thread !== undefined)
      try {
        yield* readInThread(blocks, parser, thread);
      } finally {
        thread.close();
      }
    if (selected !== undefined) size = -Infinity;
  }
}
