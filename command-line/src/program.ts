import { Command } from 'commander';

import type { Terminal } from './terminal';

export interface ProgramWords {
  /** as it is called */
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** what the exit codes 1 and 2 stand for */
  readonly no: string;
  readonly noAnswer: string;
}

/** A program without commands yet; it throws where it would end the process. */
export function createProgram({ name, description, version, no, noAnswer }: ProgramWords, terminal: Terminal): Command {
  return new Command(name)
    .description(description)
    .version(version)
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.print(text.trimEnd()) })
    .addHelpText('after', `\nExit codes: 0 yes, 1 ${no}, 2 no answer (${noAnswer}).`);
}

/** The end of a command's help: how it is typed. */
export const examples = (lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
