import type { Command } from 'commander';

import { AirbyteDestinationRunner, destinationLogger, type AirbyteConfig, type AirbyteConfiguredCatalog } from '../cdk';
import { mainCommand, requiredOption, subcommand, type Options } from '../command-line';
import { checkCommand, specCommand } from '../commands';
import type { DestinationConnector } from '../connector';
import { readJsonFile } from '../files';
import type { Runtime } from '../runtime';
import { toErrorTrace } from '../trace';

import { ConnectorDestination } from './destination';

/** The CDK's runner with every command replaced, for the reasons that README.md gives. */
export class DestinationRunner<C> extends AirbyteDestinationRunner<AirbyteConfig> {
  constructor(
    private readonly connector: DestinationConnector<C>,
    private readonly runtime: Runtime,
  ) {
    super(destinationLogger(runtime.output), new ConnectorDestination(connector, runtime));
  }

  override mainCommand(): Command {
    return mainCommand(this.connector.name, this.connector.version, [
      this.specCommand(),
      this.checkCommand(),
      this.writeCommand(),
    ]);
  }

  override specCommand(): Command {
    return specCommand(this.connector, this.runtime);
  }

  override checkCommand(): Command {
    return checkCommand(this.destination, this.logger, this.runtime);
  }

  override writeCommand(): Command {
    return subcommand(
      'write',
      'writes the messages of standard input',
      ['config', 'catalog'],
      this.runtime.guard,
      (options) => ({
        run: () => this.writeAll(options),
        failed: (error) => {
          const { output, secrets, now } = this.runtime;
          output.write(toErrorTrace(error, { mask: secrets.mask, now, doing: 'writing' }));
          return 1;
        },
      }),
    );
  }

  private async writeAll(options: Options): Promise<number> {
    const config = readJsonFile('configuration', requiredOption(options, 'config')) as AirbyteConfig;
    const catalog = readJsonFile('configured catalog', requiredOption(options, 'catalog')) as AirbyteConfiguredCatalog;
    // process.stdin, not fs.read: a read that waits in the thread pool would hold up the exit after an error until the
    // source sends something
    for await (const state of this.destination.write(config, {}, catalog, process.stdin, false))
      this.logger.write(state);
    return 0;
  }
}
