import { runCommandLine } from '../command-line';
import type { SourceConnector } from '../connector';
import { withoutNewListeners } from '../process';
import { createRuntime, terminal } from '../runtime';

import { SourceRunner } from './runner';

/** Runs the process's command line (spec, check, discover, read) and ends the process with the exit code. */
export function sourceMain<C>(connector: SourceConnector<C>): void {
  const runtime = createRuntime();
  const runner = withoutNewListeners(process, () => new SourceRunner(connector, runtime));
  void runCommandLine(runner.mainCommand(), process.argv, terminal, runtime.guard);
}
