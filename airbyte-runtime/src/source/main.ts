import type { Command } from 'commander';

import { asksForSpec, mainCommand, runCommandLine } from '../command-line';
import { specCommand } from '../commands';
import type { SourceConnector } from '../connector';
import { withoutNewListeners } from '../process';
import { createRuntime, terminal, type Runtime } from '../runtime';

import type * as Runner from './runner';

/** Loaded on demand: the CDK takes longer than all that `spec` needs. */
function commandsOfRunner<C>(connector: SourceConnector<C>, runtime: Runtime): Command {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a plain require, which bundlers can follow
  const { SourceRunner } = require('./runner') as typeof Runner;
  return withoutNewListeners(process, () => new SourceRunner(connector, runtime)).mainCommand();
}

/** Runs the process's command line (spec, check, discover, read) and ends the process with the exit code. */
export function sourceMain<C>(connector: SourceConnector<C>): void {
  const runtime = createRuntime();
  const commands = asksForSpec(process.argv)
    ? mainCommand(connector.name, connector.version, [specCommand(connector, runtime)])
    : commandsOfRunner(connector, runtime);
  void runCommandLine(commands, process.argv, terminal, runtime.guard);
}
