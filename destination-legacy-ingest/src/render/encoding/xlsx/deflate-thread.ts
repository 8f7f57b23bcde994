import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

import type { Deflated } from './deflate';
import type { DeflateAnswer, DeflateBlock, DeflateStart } from './deflate-worker';

/** Deflates in a thread of its own, while rows are rendered here. */
export interface DeflateThread {
  /** Hands a block over; waits when too many are under way. @returns what is ready, in order */
  put(block: Uint8Array, final: boolean): Deflated[];
  /** Waits for the rest. */
  rest(): Deflated[];
  close(): void;
}

/** Blocks under way at a time: enough that neither side waits for a moment of the other's. */
const mostUnderWay = 4;

/** A block takes milliseconds. A thread that is silent for so long is gone. */
const patienceMs = 120_000;

/** Deflating needs no heap to speak of. */
const memory = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

const program = join(__dirname, 'deflate-worker.js');

/**
 * @param crc of the blocks that were deflated here
 * @returns undefined where the thread's program is not at its place: deflating goes on here
 */
export function startDeflateThread(crc: number): DeflateThread | undefined {
  if (!existsSync(program)) return undefined;
  const { port1: near, port2: far } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const start: DeflateStart = { crc, port: far, answers };
  const worker = new Worker(program, {
    workerData: start,
    transferList: [far],
    resourceLimits: memory,
    execArgv: [],
    env: {},
  });
  worker.unref();
  // its answers are missed here, where somebody waits for them
  worker.on('error', () => undefined);
  let underWay = 0;
  let taken = 0;

  function ready(): Deflated[] {
    const found: Deflated[] = [];
    for (let message = receiveMessageOnPort(near); message !== undefined; message = receiveMessageOnPort(near)) {
      const answer = message.message as DeflateAnswer;
      if ('failure' in answer) throw new Error(`a block of a workbook could not be deflated: ${answer.failure}`);
      found.push(answer);
      underWay -= 1;
      taken += 1;
    }
    return found;
  }

  /** Sleeps until no more than so many blocks are under way. */
  function wait(most: number): Deflated[] {
    const found = ready();
    while (underWay > most) {
      if (Atomics.wait(answers, 0, taken, patienceMs) === 'timed-out')
        throw new Error('the thread that deflates workbooks does not answer');
      found.push(...ready());
    }
    return found;
  }

  return {
    put(block, final) {
      const bytes = new Uint8Array(block);
      const message: DeflateBlock = { bytes, final };
      near.postMessage(message, [bytes.buffer]);
      underWay += 1;
      return wait(mostUnderWay);
    },
    rest: () => wait(0),
    close() {
      near.close();
      void worker.terminate();
    },
  };
}
