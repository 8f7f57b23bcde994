/** A thread that deflates blocks of one ZIP entry. Its file is loaded by `startDeflateThread` and by nothing else. */
import { workerData, type MessagePort } from 'node:worker_threads';

import { createDeflate, type Deflated } from './deflate';

/** What the thread is started with. */
export interface DeflateStart {
  /** of the blocks before */
  readonly crc: number;
  readonly port: MessagePort;
  /** one number, of answers that were sent: the other side sleeps on it */
  readonly answers: Int32Array;
}

export interface DeflateBlock {
  readonly bytes: Uint8Array;
  readonly final: boolean;
}

export type DeflateAnswer = Deflated | { readonly failure: string };

const { crc, port, answers } = workerData as DeflateStart;
const deflate = createDeflate(crc);

function answerTo({ bytes, final }: DeflateBlock): DeflateAnswer {
  try {
    return deflate(bytes, final);
  } catch (error) {
    return { failure: String(error) };
  }
}

port.on('message', (block: DeflateBlock) => {
  port.postMessage(answerTo(block));
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
});
