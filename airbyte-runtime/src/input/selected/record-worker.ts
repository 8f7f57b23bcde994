/**
 * A thread that reads selected values of records. Its file is loaded by `startRecordThread` and by nothing else, and takes
 * in no more than it needs, so that it starts in milliseconds and costs little memory.
 */
import { parentPort, workerData } from 'node:worker_threads';

import type { StreamSelection } from '../../connector';

import { createRecordReader } from './record-reader';

const read = createRecordReader(workerData as readonly StreamSelection[]);

parentPort?.on('message', (bytes: Uint8Array<ArrayBuffer>) => {
  const found = read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { places, emittedAt, values, singles } = found;
  const moved = [bytes, places, emittedAt, values, singles].map(({ buffer }) => buffer as ArrayBuffer);
  parentPort?.postMessage({ bytes, found }, moved);
});
