import { Writable } from 'node:stream';
import { format } from 'node:util';

import type { Logger } from './connector';

/**
 * Turns what libraries print into LOG messages: a stray line on standard output would be taken for a broken message,
 * and one in the middle of a record would break that. `process.stdout` itself is never opened: Node would make the pipe
 * non-blocking for everybody who holds it.
 */
export function redirectPrints(console: Console, process: NodeJS.Process, log: Logger): void {
  const to =
    (write: (message: string) => void) =>
    (...values: unknown[]): void => {
      write(format(...values));
    };
  console.log = to(log.info);
  console.info = to(log.info);
  console.debug = to(log.debug);
  console.trace = to(log.debug);
  console.warn = to(log.warn);
  console.error = to(log.error);
  console.dir = to(log.info);
  console.table = to(log.info);
  const stdout = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      log.info(chunk.toString().trimEnd());
      done();
    },
  });
  Object.defineProperty(process, 'stdout', { configurable: true, get: () => stdout });
}
