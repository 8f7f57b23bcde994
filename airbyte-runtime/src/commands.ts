import type { Command } from 'commander';

import type { AirbyteConfig, AirbyteConnectionStatusMessage, CdkMessage } from './cdk';
import { requiredOption, subcommand } from './command-line';
import type { ConnectorBase } from './connector';
import { findOperatorError } from './errors';
import { readJsonFile } from './files';
import { connectionStatusMessage, specMessage } from './protocol/constructors';
import type { Runtime } from './runtime';
import { internalWords, operatorWords, toErrorTrace } from './trace';

/* The commands that sources and destinations have in common. */

interface CdkConnector {
  check(config: AirbyteConfig): Promise<AirbyteConnectionStatusMessage>;
}

interface CdkLogger {
  write(message: CdkMessage): void;
}

/** Needs nothing of the CDK, so that a process that is only asked for its form does not load it. */
export function specCommand({ spec }: ConnectorBase, runtime: Runtime): Command {
  return subcommand('spec', 'prints what the configuration looks like', [], runtime.guard, () => ({
    run: () => {
      runtime.output.write(specMessage(spec));
      return Promise.resolve(0);
    },
    failed: (error) => {
      const { output, secrets, now } = runtime;
      output.write(toErrorTrace(error, { mask: secrets.mask, now, doing: 'printing the specification' }));
      return 1;
    },
  }));
}

/** Prints exactly one CONNECTION_STATUS and ends with 0, whatever happens: Airbyte shows its message in the form. */
export function checkCommand(connector: CdkConnector, logger: CdkLogger, runtime: Runtime): Command {
  return subcommand('check', 'tests a configuration', ['config'], runtime.guard, (options) => ({
    run: async () => {
      const config = readJsonFile('configuration', requiredOption(options, 'config'));
      logger.write(await connector.check(config as AirbyteConfig));
      return 0;
    },
    failed: (error) => {
      const { output, log, secrets } = runtime;
      log.error(`The check failed: ${internalWords(error, secrets.mask)}`);
      output.write(connectionStatusMessage('FAILED', checkWords(error, secrets.mask)));
      return 0;
    },
  }));
}

/** An error without words for the operator is quoted: whoever fills in the form may know what to make of it. */
function checkWords(error: unknown, mask: (text: string) => string): string {
  return findOperatorError(error) === undefined
    ? `The check could not be finished: ${internalWords(error, mask)}`
    : operatorWords(error, { doing: 'checking the connection' });
}
