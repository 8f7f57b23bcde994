import type { JsonObject, JsonValue } from './json';
import type { ConfiguredCatalog, ConfiguredStream } from './protocol/catalog';
import type {
  AirbyteCatalog,
  ConnectorSpecification,
  RecordMeta,
  StreamKey,
  StreamStatus,
  Trace,
} from './protocol/messages';
import type { StreamStates } from './protocol/state';

/** Lines for the job's log. Secrets of the configuration are masked; a level below LOG_LEVEL (default INFO) is dropped. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface DestinationContext {
  readonly log: Logger;
  /** Masks a value that is no field of the configuration, such as an access token, in everything said from now on. */
  readonly secrets: { readonly add: (value: string) => void };
}

/** What of a stream's records a destination looks at. */
export interface StreamSelection {
  readonly stream: StreamKey;
  /** `a.b` steps into objects */
  readonly paths: readonly string[];
  /** positions of those that are handed over one by one, too */
  readonly single: readonly number[];
}

export interface WriteContext extends DestinationContext {
  /**
   * Spares the rest of these streams' records from being parsed, from the next batch on: most of the time that JSON costs.
   * Records that need a closer look come without `selected` all the same. Absent where records are always whole.
   */
  readonly select?: (selections: readonly StreamSelection[]) => void;
}

/** What the runtime lends a connector for one command. Its functions may be handed on without their object. */
export interface Context extends DestinationContext {
  /** Says that the stream waits for its quota until then; reading on says that the wait is over. */
  readonly rateLimited: (stream: StreamKey, untilEpochMs: number) => void;
}

export interface CheckOutcome {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** for the person at the form in Airbyte */
  readonly message: string;
}

export interface ConnectorBase {
  /** as `--version` prints it: "source-servicetitan" */
  readonly name: string;
  readonly version: string;
  readonly spec: ConnectorSpecification;
  /** Tidies what people type, such as white space around a key, before the configuration is validated. */
  normalise?(config: JsonObject): JsonObject;
  /**
   * Top-level fields that are said in messages although the spec marks them `airbyte_secret`. Airbyte's acceptance
   * tests demand the mark on a field named `tenant_id`, and a message must still say which tenant it is about.
   */
  readonly identifiers?: readonly string[];
}

export type RecordEncoding = 'utf8' | 'latin1';

export type StreamEvent =
  /**
   * A page or a part of one; each text is one JSON object, not empty, written as it is. With `latin1` the texts are
   * UTF-8 with a character for every byte, as they came over the wire: neither decoded nor encoded on their way. With
   * `more` the rest of the page follows without a wait, and is written before another stream's turn.
   */
  | {
      readonly type: 'records';
      readonly raw: readonly string[];
      readonly encoding?: RecordEncoding;
      readonly more?: boolean;
    }
  /** covers every record of the stream so far; a stream ends with one */
  | { readonly type: 'state'; readonly state: JsonObject }
  /** how many rows this sync will bring, if the API says so */
  | { readonly type: 'estimate'; readonly rows?: number };

export interface StreamTask {
  readonly stream: ConfiguredStream;
  /**
   * It waits for a quota of its own most of the time: it is started at once and read beside the ones that `concurrency`
   * counts. Default false.
   */
  readonly beside?: boolean;
  /** What the stream asked and waited for so far, for the log: "3 requests, 1 retry, 2.5 s waiting". */
  progress?(): string;
  /** Called when it is the stream's turn. What it throws fails this stream and no other. */
  read(): AsyncIterable<StreamEvent>;
}

export interface ReadPlan {
  /** one for every configured stream, in the order in which they are started */
  readonly tasks: readonly StreamTask[];
  /** how many of them are read at once, those `beside` not counted */
  readonly concurrency: number;
}

/**
 * A source. `C` is its configuration after validation against `spec`, with defaults. Errors of shape
 * `{failureType, message}` reach the operator as they are; any other is reported as a system error.
 */
export interface SourceConnector<C> extends ConnectorBase {
  check(config: C, context: Context): Promise<CheckOutcome>;
  discover(config: C, context: Context): Promise<AirbyteCatalog>;
  read(
    config: C,
    request: { readonly catalog: ConfiguredCatalog; readonly states: StreamStates },
    context: Context,
  ): Promise<ReadPlan>;
}

/** The values of a selection, with every digit, null for what is not there or lies in no object. */
export interface SelectedValues {
  /** as the text of a JSON array, one value for each path */
  readonly text: string;
  readonly single: readonly JsonValue[];
}

export interface RecordInput {
  readonly type: 'RECORD';
  /** the same object for every message of a stream */
  readonly stream: StreamKey;
  /** epoch milliseconds */
  readonly emittedAt: number;
  /** parsed; numbers beyond 2^53 or with many digits are rounded: `rawData` has them exactly */
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta?: RecordMeta;
  /** see WriteContext.select; `data` and `line` are made when they are asked for then */
  readonly selected?: SelectedValues;
  /** the whole line without its line feed */
  readonly line: string;
  /** the same as it came, in UTF-8; a view into the input block, to be copied at once if it is kept */
  readonly bytes: Buffer;
}

export interface StateInput {
  readonly type: 'STATE';
  /** as it came, without its line feed */
  readonly line: string;
  /** a GLOBAL or LEGACY state: it covers every stream */
  readonly global: boolean;
  /** of a STREAM state */
  readonly stream?: StreamKey;
  /** the stream's state or, when global, the shared state; null when there is none */
  readonly state: JsonObject | null;
}

export interface TraceInput {
  readonly type: 'TRACE';
  readonly trace: Trace;
  /** with `status`, when the trace is a STREAM_STATUS */
  readonly stream?: StreamKey;
  readonly status?: StreamStatus;
}

export type InvalidCode = 'not_json' | 'not_utf8' | 'truncated' | 'too_long' | 'unknown_type' | 'malformed';

export interface InvalidInput {
  readonly type: 'INVALID';
  readonly code: InvalidCode;
  /** one sentence */
  readonly reason: string;
  /** of stdin, from 1 */
  readonly lineNumber: number;
  readonly stream?: StreamKey;
  /** the first 200 characters of the line, secrets masked; it may hold personal data of a customer */
  readonly excerpt: string;
}

/** A line of stdin that concerns a destination. LOG, SPEC, CATALOG, CONTROL and the like are dropped on the way. */
export type InputMessage = RecordInput | StateInput | TraceInput | InvalidInput;

export interface DestinationOutput {
  /**
   * Echoes the state, byte-identical but for its destinationStats, at once. Call it only when everything the state
   * covers is durable, once for each state, and the states of a stream in the order in which they came.
   * @param stats records of the state's stream (all streams of a global state) since the last acknowledged one
   */
  acknowledge(state: StateInput, stats: { readonly recordCount: number; readonly rejectedRecordCount?: number }): void;
}

/** A destination; `C` and errors as for `SourceConnector`. */
export interface DestinationConnector<C> extends ConnectorBase {
  check(config: C, context: DestinationContext): Promise<CheckOutcome>;
  /**
   * Takes the whole input, batch by batch in order; the next batch is read from stdin only when it is asked for. Returns
   * when everything is published. Returning early is an error: what was not read would be lost without a word.
   */
  write(
    config: C,
    catalog: ConfiguredCatalog,
    input: AsyncIterable<InputMessage[]>,
    output: DestinationOutput,
    context: WriteContext,
  ): Promise<void>;
}
