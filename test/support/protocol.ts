/** The members of Airbyte's messages that the suites look at. */
export interface AirbyteMessage {
  readonly type: string;
  readonly record?: {
    readonly stream: string;
    readonly emitted_at: number;
    readonly data: Record<string, unknown>;
  };
  readonly state?: {
    readonly type: string;
    readonly stream: {
      readonly stream_descriptor: { readonly name: string };
      readonly stream_state: Record<string, unknown>;
    };
    readonly sourceStats?: { readonly recordCount: number };
    readonly destinationStats?: { readonly recordCount: number; readonly rejectedRecordCount?: number };
  };
  readonly log?: { readonly level: string; readonly message: string };
  readonly trace?: {
    readonly type: string;
    readonly error?: {
      readonly message: string;
      readonly internal_message?: string;
      readonly stack_trace?: string;
      readonly failure_type?: string;
      readonly stream_descriptor?: { readonly name: string };
    };
    readonly stream_status?: {
      readonly stream_descriptor: { readonly name: string };
      readonly status: string;
      readonly reasons?: readonly { readonly type: string }[];
    };
  };
  readonly connectionStatus?: { readonly status: string; readonly message?: string };
  readonly spec?: { readonly connectionSpecification: JsonSchema; readonly [key: string]: unknown };
  readonly catalog?: { readonly streams: readonly AirbyteStream[] };
}

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly [keyword: string]: unknown;
}

export interface AirbyteStream {
  readonly name: string;
  readonly json_schema: JsonSchema;
  readonly supported_sync_modes: readonly string[];
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key?: readonly (readonly string[])[];
  readonly is_resumable?: boolean;
}

export const recordsOf = (messages: readonly AirbyteMessage[], stream: string): Record<string, unknown>[] =>
  messages.flatMap((message) => (message.record?.stream === stream ? [message.record.data] : []));

export const idsOf = (messages: readonly AirbyteMessage[], stream: string): unknown[] =>
  recordsOf(messages, stream).map((record) => record.id);

/** State messages of a stream, in order. */
export const statesOf = (messages: readonly AirbyteMessage[], stream: string) =>
  messages.flatMap(({ state }) => (state?.stream.stream_descriptor.name === stream ? [state] : []));

/** Status names of a stream in order, a status with a reason as `RUNNING:RATE_LIMITED`. */
export const statusesOf = (messages: readonly AirbyteMessage[], stream: string): string[] =>
  messages.flatMap(({ trace }) => {
    const status = trace?.stream_status;
    if (status?.stream_descriptor.name !== stream) return [];
    return [[status.status, ...(status.reasons ?? []).map((reason) => reason.type)].join(':')];
  });

export const errorsOf = (messages: readonly AirbyteMessage[]) => messages.flatMap(({ trace }) => trace?.error ?? []);

export const logsOf = (messages: readonly AirbyteMessage[]): string[] =>
  messages.flatMap(({ log }) => (log === undefined ? [] : [log.message]));

/** What Airbyte would hand to the next read after these messages. */
export function stateFile(messages: readonly AirbyteMessage[], before: readonly unknown[] = []): unknown[] {
  const last = new Map<string, unknown>();
  for (const state of before as { stream: { stream_descriptor: { name: string } } }[])
    last.set(state.stream.stream_descriptor.name, state);
  for (const { state } of messages)
    if (state !== undefined) last.set(state.stream.stream_descriptor.name, { type: 'STREAM', stream: state.stream });
  return [...last.values()];
}
