import { runCommandLine } from '../command-line';
import type { DestinationConnector } from '../connector';
import { withoutNewListeners } from '../process';
import { createRuntime, terminal } from '../runtime';

import { DestinationRunner } from './runner';

/** Runs the process's command line (spec, check, write) and ends the process with the exit code. */
export function destinationMain<C>(connector: DestinationConnector<C>): void {
  const runtime = createRuntime();
  const runner = withoutNewListeners(process, () => new DestinationRunner(connector, runtime));
  void runCommandLine(runner.mainCommand(), process.argv, terminal, runtime.guard);
}
