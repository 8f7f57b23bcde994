import { Command, CommanderError } from 'commander';

import { operatorError } from './errors';
import type { Command as GuardedCommand, ProcessGuard } from './process';

/** The options of the commands as they were given; which of them must be there depends on the command. */
export interface Options {
  readonly config?: string;
  readonly catalog?: string;
  readonly state?: string;
}

/**
 * A file option that a command cannot do without. Asked for by us, not by commander, so that `check` can answer with a
 * connection status and `read` with a trace.
 */
export function requiredOption(options: Options, name: 'config' | 'catalog'): string {
  const value = options[name];
  if (value === undefined)
    throw operatorError({
      failureType: 'config',
      message: `The option --${name} <path> is missing. Call --help to see what a command takes.`,
    });
  return value;
}

/** `spec`, `check`, ...: options that a later Airbyte may add are let through. */
export function subcommand(
  name: string,
  description: string,
  files: readonly (keyof Options)[],
  guard: ProcessGuard,
  work: (options: Options) => GuardedCommand,
): Command {
  const command = new Command(name).description(description).allowUnknownOption().allowExcessArguments();
  for (const file of files) command.option(`--${file} <path>`, `JSON file with the ${file}`);
  return command.action(async (options: Options) => guard.run(work(options)));
}

/** A form waits for `spec`, in a process of its own. */
export function asksForSpec(argv: readonly string[]): boolean {
  return argv[2] === 'spec';
}

export function mainCommand(name: string, version: string, commands: readonly Command[]): Command {
  const main = new Command(name).version(`${name} ${version}`);
  for (const command of commands) main.addCommand(command);
  return main;
}

export interface Terminal {
  /** standard output, for --help and --version only */
  print(text: string): void;
  complain(text: string): void;
}

/** Runs the command line. --help and --version end with 0, what nobody understands with 1. */
export async function runCommandLine(
  main: Command,
  argv: readonly string[],
  terminal: Terminal,
  guard: ProcessGuard,
): Promise<void> {
  for (const command of [main, ...main.commands])
    command.exitOverride().configureOutput({ writeOut: terminal.print, writeErr: terminal.complain });
  try {
    await main.parseAsync([...argv]);
  } catch (error) {
    // commander has said what is wrong
    if (error instanceof CommanderError) guard.end(error.exitCode);
    throw error;
  }
}
