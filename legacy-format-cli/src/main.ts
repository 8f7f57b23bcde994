import { CommandError, terminalOf } from 'command-line';
import { CommanderError } from 'commander';
import { FormatError } from 'legacy-format';
import { ServiceTitanError } from 'servicetitan-client';

import { buildProgram } from './program';

/** Exit codes: 0 yes, 1 no (mistakes, differences), 2 no answer. */
const NO_ANSWER = 2;

const expected = (error: unknown): error is Error =>
  error instanceof CommandError || error instanceof FormatError || error instanceof ServiceTitanError;

async function main(): Promise<void> {
  const output = terminalOf(process.stdout, process.env);
  // Whoever reads only the first lines (head) closes the pipe, which is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await buildProgram(output, (code) => {
      process.exitCode = code;
    }).parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : NO_ANSWER;
    else {
      process.exitCode = NO_ANSWER;
      const text = expected(error)
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
      console.error(terminalOf(process.stderr, process.env).style('red', text));
    }
  }
}

void main();
