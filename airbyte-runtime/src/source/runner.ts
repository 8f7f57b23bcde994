import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Command } from 'commander';

import {
  AirbyteSourceRunner,
  sourceLogger,
  type AirbyteConfig,
  type AirbyteConfiguredCatalog,
  type AirbyteState,
} from '../cdk';
import { mainCommand, requiredOption, subcommand, type Options } from '../command-line';
import { checkCommand, specCommand } from '../commands';
import type { SourceConnector } from '../connector';
import { readJsonFile, readStateFile } from '../files';
import type { Runtime } from '../runtime';
import { toErrorTrace } from '../trace';

import type { StreamResult } from './read-stream';
import { ConnectorSource } from './source';
import { createStatuses, type StreamStatuses } from './statuses';

/** The CDK's runner with every command replaced, for the reasons that README.md gives. */
export class SourceRunner<C> extends AirbyteSourceRunner<AirbyteConfig> {
  private readonly statuses: StreamStatuses;

  constructor(
    private readonly connector: SourceConnector<C>,
    private readonly runtime: Runtime,
  ) {
    const statuses = createStatuses(runtime.now);
    super(sourceLogger(runtime.output), new ConnectorSource(connector, runtime, statuses));
    this.statuses = statuses;
  }

  override mainCommand(): Command {
    return mainCommand(this.connector.name, this.connector.version, [
      this.specCommand(),
      this.checkCommand(),
      this.discoverCommand(),
      this.readCommand(),
    ]);
  }

  override specCommand(): Command {
    return specCommand(this.connector, this.runtime);
  }

  override checkCommand(): Command {
    return checkCommand(this.source, this.logger, this.runtime);
  }

  override discoverCommand(): Command {
    return subcommand('discover', 'prints the streams of the source', ['config'], this.runtime.guard, (options) => ({
      run: async () => {
        const config = readJsonFile('configuration', requiredOption(options, 'config'));
        this.logger.write(await this.source.discover(config as AirbyteConfig));
        return 0;
      },
      failed: (error) => this.fail(error, 'discovering the streams'),
    }));
  }

  override readCommand(): Command {
    const files = ['config', 'catalog', 'state'] as const;
    return subcommand('read', 'reads the configured streams', files, this.runtime.guard, (options) => ({
      run: () => this.readAll(options),
      failed: (error) => this.fail(error, 'reading'),
    }));
  }

  private async readAll(options: Options): Promise<number> {
    const config = readJsonFile('configuration', requiredOption(options, 'config')) as AirbyteConfig;
    const catalog = readJsonFile('configured catalog', requiredOption(options, 'catalog')) as AirbyteConfiguredCatalog;
    const state = readStateFile(options.state) as AirbyteState;
    const messages = this.source.read(config, {}, catalog, state);
    let next = await messages.next();
    while (next.done !== true) {
      this.logger.write(next.value);
      // writing is synchronous: without a turn of the event loop a fast stream would keep the others from their sockets
      await nextTurn();
      next = await messages.next();
    }
    return this.summarise(next.value as StreamResult[]);
  }

  private summarise(results: readonly StreamResult[]): number {
    const failed = results.filter((result) => result.failed).map(({ stream }) => stream.name);
    if (failed.length === 0) return 0;
    this.runtime.log.error(
      `${failed.length} of ${results.length} streams failed: ${failed.join(', ')}. Their errors are above.`,
    );
    return 1;
  }

  /** An error of no single stream. Streams that are under way end with it. */
  private fail(error: unknown, doing: string): number {
    const { output, secrets, now } = this.runtime;
    output.write(toErrorTrace(error, { mask: secrets.mask, now, doing }));
    for (const stream of this.statuses.open()) output.write(this.statuses.ended(stream, 'INCOMPLETE'));
    return 1;
  }
}
