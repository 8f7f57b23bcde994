import {
  AirbyteConnectionStatus,
  AirbyteConnectionStatusMessage,
  AirbyteDestination,
  AirbyteSpec,
  type AirbyteConfig,
  type AirbyteConfiguredCatalog,
  type AirbyteStateMessage,
} from '../cdk';
import { prepareConfig } from '../config/validate';
import type {
  DestinationConnector,
  DestinationContext,
  DestinationOutput,
  InputMessage,
  StateInput,
  StreamSelection,
} from '../connector';
import { operatorError } from '../errors';
import { createParser } from '../input/parse';
import { readMessages } from '../input/read-messages';
import { withDestinationStats } from '../input/state-stats';
import { parseConfiguredCatalog } from '../protocol/catalog';
import type { Runtime } from '../runtime';

type CdkSpec = ConstructorParameters<typeof AirbyteSpec>[0];

function bug(what: string): Error {
  return operatorError({
    failureType: 'system',
    message: `${what} This is a bug of the connector: send the log of this attempt to its developers.`,
  });
}

/** Counts what goes in and out, to find states that were forgotten and input that was not read. */
interface Ledger {
  states: number;
  acknowledged: number;
  ended: boolean;
}

/** Counts what is read. */
async function* counted(input: AsyncIterable<InputMessage[]>, ledger: Ledger): AsyncGenerator<InputMessage[]> {
  for await (const messages of input) {
    for (const message of messages) if (message.type === 'STATE') ledger.states += 1;
    if (messages.length > 0) yield messages;
  }
  ledger.ended = true;
}

function acknowledgements(runtime: Runtime, ledger: Ledger): DestinationOutput {
  const done = new WeakSet<StateInput>();
  return {
    acknowledge(state, stats) {
      if (done.has(state)) throw bug('A state was acknowledged twice.');
      done.add(state);
      ledger.acknowledged += 1;
      runtime.output.write({ type: 'STATE', line: withDestinationStats(state.line, stats) });
    },
  };
}

/** A connector as the CDK knows destinations; see ConnectorSource. */
export class ConnectorDestination<C> extends AirbyteDestination<AirbyteConfig> {
  constructor(
    private readonly connector: DestinationConnector<C>,
    private readonly runtime: Runtime,
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

  /**
   * Yields nothing: a state is echoed the moment it is acknowledged. One that waited here for its turn could be lost to a
   * kill after its records were published, and the platform would send them again.
   */
  override async *write(
    config: AirbyteConfig,
    _redactedConfig: AirbyteConfig,
    configuredCatalog: AirbyteConfiguredCatalog,
    stdin: AsyncIterable<Buffer>,
  ): AsyncGenerator<AirbyteStateMessage> {
    const prepared = this.prepare(config);
    const catalog = parseConfiguredCatalog(configuredCatalog);
    const ledger: Ledger = { states: 0, acknowledged: 0, ended: false };
    const parser = createParser(this.runtime.secrets);
    let selected: readonly StreamSelection[] | undefined;
    const input = counted(
      readMessages(stdin, parser, () => selected),
      ledger,
    );
    await this.connector.write(prepared, catalog, input, acknowledgements(this.runtime, ledger), {
      ...this.context(),
      select(selections) {
        selected = selections;
        parser.select(selections);
      },
    });
    if (!ledger.ended) throw bug('The destination stopped before it had read its whole input.');
    const open = ledger.states - ledger.acknowledged;
    if (open > 0)
      this.runtime.log.warn(
        `${open} of ${ledger.states} states were not acknowledged; what they cover is sent again by the next sync.`,
      );
    yield* [];
  }

  private prepare(config: AirbyteConfig): C {
    // the spec has been checked: it is what describes C
    return prepareConfig(this.connector, config, this.runtime) as C;
  }

  private context(): DestinationContext {
    return { log: this.runtime.log, secrets: { add: this.runtime.secrets.add } };
  }
}
