import {
  AirbyteCatalogMessage,
  AirbyteConnectionStatus,
  AirbyteConnectionStatusMessage,
  AirbyteSource,
  AirbyteSpec,
  toCdk,
  type AirbyteConfig,
  type AirbyteConfiguredCatalog,
  type AirbyteState,
  type CdkMessage,
} from '../cdk';
import { prepareConfig } from '../config/validate';
import type { Context, ReadPlan, SourceConnector } from '../connector';
import { operatorError } from '../errors';
import type { Outgoing } from '../output/output';
import { parseConfiguredCatalog, type ConfiguredCatalog } from '../protocol/catalog';
import { streamId } from '../protocol/messages';
import { parseStates } from '../protocol/state';
import type { Runtime } from '../runtime';

import { interleave } from './interleave';
import { readStream, type StreamResult } from './read-stream';
import type { StreamStatuses } from './statuses';

type CdkSpec = ConstructorParameters<typeof AirbyteSpec>[0];
type CdkCatalog = ConstructorParameters<typeof AirbyteCatalogMessage>[0];

/** Every configured stream is read, once: one that the plan forgot would look like a finished one. */
function requireWholePlan(plan: ReadPlan, catalog: ConfiguredCatalog): void {
  const planned = plan.tasks.map(({ stream }) => streamId(stream.stream)).sort();
  const wanted = catalog.streams.map(({ stream }) => streamId(stream)).sort();
  if (planned.length !== wanted.length || planned.some((id, index) => id !== wanted[index]))
    throw operatorError({
      failureType: 'system',
      message:
        'The connector did not plan to read each configured stream once. This is a bug: send the log of this attempt to its developers.',
      info: { planned, wanted },
    });
}

function isPartOfPage(message: Outgoing): boolean {
  return message.type === 'RECORD' && message.more === true;
}

/**
 * A connector as the CDK knows sources. Parameters and results are the CDK's types; what they hold is the protocol of
 * today. Configuration, catalog and state come in as the files have them and are checked here.
 */
export class ConnectorSource<C> extends AirbyteSource<AirbyteConfig> {
  constructor(
    private readonly connector: SourceConnector<C>,
    private readonly runtime: Runtime,
    private readonly statuses: StreamStatuses,
  ) {
    super();
  }

  override spec(): Promise<AirbyteSpec> {
    return Promise.resolve(new AirbyteSpec(this.connector.spec as CdkSpec));
  }

  override async check(config: AirbyteConfig): Promise<AirbyteConnectionStatusMessage> {
    const { status, message } = await this.connector.check(this.prepare(config), this.context());
    return new AirbyteConnectionStatusMessage({ status: AirbyteConnectionStatus[status], message });
  }

  override async discover(config: AirbyteConfig): Promise<AirbyteCatalogMessage> {
    const catalog = await this.connector.discover(this.prepare(config), this.context());
    return new AirbyteCatalogMessage(catalog as unknown as CdkCatalog);
  }

  /** Yields a part of a page of records at a time. Returns how each stream ended; throws when reading could not begin at all. */
  override async *read(
    config: AirbyteConfig,
    _redactedConfig: AirbyteConfig,
    configuredCatalog: AirbyteConfiguredCatalog,
    state: AirbyteState | undefined,
  ): AsyncGenerator<CdkMessage, StreamResult[]> {
    const prepared = this.prepare(config);
    const catalog = parseConfiguredCatalog(configuredCatalog);
    const plan = await this.connector.read(prepared, { catalog, states: parseStates(state) }, this.context());
    requireWholePlan(plan, catalog);
    const { log, secrets, now } = this.runtime;
    const context = { log, now, mask: secrets.mask, statuses: this.statuses };
    const starts = (beside: boolean) =>
      plan.tasks.filter((task) => (task.beside ?? false) === beside).map((task) => () => readStream(task, context));
    const messages = interleave(starts(false), plan.concurrency, starts(true), isPartOfPage);
    let next = await messages.next();
    while (next.done !== true) {
      yield toCdk(next.value);
      next = await messages.next();
    }
    return next.value;
  }

  private prepare(config: AirbyteConfig): C {
    // the spec has been checked: it is what describes C
    return prepareConfig(this.connector, config, this.runtime) as C;
  }

  private context(): Context {
    const { log, secrets, output } = this.runtime;
    return {
      log,
      secrets: { add: secrets.add },
      rateLimited: (stream, untilEpochMs) => {
        for (const trace of this.statuses.rateLimited(stream, untilEpochMs)) output.write(trace);
      },
    };
  }
}
