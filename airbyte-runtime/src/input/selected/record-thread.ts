import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { StreamSelection } from '../../connector';

import type { SelectedRecords } from './record-reader';

export interface ReadBlock {
  /** the lines, back from the other thread */
  readonly bytes: Buffer;
  readonly found: SelectedRecords;
}

/** Reads selected values in a thread of its own. */
export interface RecordThread {
  /** @param bytes whole lines in a buffer of their own, which is handed over: it is empty afterwards */
  read(bytes: Buffer): Promise<ReadBlock>;
  close(): void;
}

interface Answer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly found: SelectedRecords;
}

/** Enough for blocks that arrive and texts that leave; left to itself V8 would take as much as for a whole program. */
const memory = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 512 };

/** A Buffer arrives as the plain array that it is made of. */
const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

const program = join(__dirname, 'record-worker.js');

/** @returns undefined where the thread's program is not at its place, as after bundling: reading goes on without */
export function startRecordThread(selections: readonly StreamSelection[]): RecordThread | undefined {
  if (!existsSync(program)) return undefined;
  const worker = new Worker(program, { workerData: selections, resourceLimits: memory, execArgv: [], env: {} });
  const open: { resolve: (block: ReadBlock) => void; reject: (error: Error) => void }[] = [];

  function fail(error: Error): void {
    for (const { reject } of open.splice(0)) reject(error);
  }

  worker.on('message', ({ bytes, found }: Answer) => {
    open.shift()?.resolve({ bytes: bufferOf(bytes), found: { ...found, values: bufferOf(found.values) } });
  });
  worker.on('error', fail);
  worker.on('exit', () => {
    fail(new Error('the thread that reads records ended'));
  });
  return {
    read: (bytes) =>
      new Promise((resolve, reject) => {
        open.push({ resolve, reject });
        worker.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
      }),
    close() {
      void worker.terminate();
    },
  };
}
