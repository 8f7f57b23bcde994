import type { Command, CommanderError } from 'commander';

import { CommandError } from './command-error';
import { terminalOf, type Terminal } from './terminal';

/** Exit codes: 0 yes, 1 no (mistakes, differences), 2 no answer. */
const NO_ANSWER = 2;

/** By its name: the program may have been built with a copy of commander of its own, whose classes are others. */
const isOfCommander = (error: unknown): error is CommanderError =>
  error instanceof Error && error.name === 'CommanderError';

/**
 * Runs a program of commands in this process: what they give is its exit code, and what stops them is said on standard
 * error.
 * @param build makes the program; `exit` takes the exit code of the command that ran
 * @param isExpected errors that were written for people; any other is shown with its stack
 */
export async function runProgram(
  build: (terminal: Terminal, exit: (code: number) => void) => Command,
  isExpected: (error: unknown) => boolean,
): Promise<void> {
  // Whoever reads only the first lines (head) closes the pipe, which is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await build(terminalOf(process.stdout, process.env), (code) => {
      process.exitCode = code;
    }).parseAsync(process.argv);
  } catch (error) {
    if (isOfCommander(error)) process.exitCode = error.exitCode === 0 ? 0 : NO_ANSWER;
    else {
      process.exitCode = NO_ANSWER;
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      const text = error instanceof CommandError || isExpected(error) ? message : (stack ?? message);
      console.error(terminalOf(process.stderr, process.env).style('red', text));
    }
  }
}
