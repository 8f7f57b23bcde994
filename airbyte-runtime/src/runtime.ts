import { writeSync } from 'node:fs';

import type { Terminal } from './command-line';
import type { Logger } from './connector';
import { redirectPrints } from './console';
import { createLogger, parseLogLevel } from './output/logger';
import { createOutput, type Output } from './output/output';
import { createSecrets, type Secrets } from './output/secrets';
import { createWriter } from './output/writer';
import { guardProcess, type ProcessGuard } from './process';

const stdout = 1;
const stderr = 2;

/** What a runner works with. */
export interface Runtime {
  readonly output: Output;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly guard: ProcessGuard;
  /** epoch milliseconds */
  readonly now: () => number;
}

/** Where --help, --version and usage errors go. */
export const terminal: Terminal = {
  print: (text) => void writeSync(stdout, text),
  complain: (text) => void writeSync(stderr, text),
};

function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Binds the runtime to the process: its standard output, console, signals and clock. */
export function createRuntime(): Runtime {
  const secrets = createSecrets();
  const writer = createWriter({
    write: (bytes) => writeSync(stdout, bytes),
    pause: sleepSync,
    closed: () => guard.end(1),
  });
  const output = createOutput(writer, secrets);
  const log = createLogger(output, parseLogLevel(process.env.LOG_LEVEL));
  const guard = guardProcess(process, writer.flush);
  redirectPrints(console, process, log);
  return { output, log, secrets, guard, now: Date.now };
}
