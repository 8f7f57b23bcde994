/** The parts of Airbyte's messages that this runner looks at. */
export interface Message {
  readonly type?: string;
  readonly log?: { readonly level?: string; readonly message?: string };
  readonly trace?: {
    readonly type?: string;
    readonly error?: { readonly message?: string };
    readonly stream_status?: {
      readonly stream_descriptor: { readonly name: string };
      readonly status: string;
      readonly reasons?: readonly { readonly type: string }[];
    };
  };
  readonly connectionStatus?: { readonly status: string; readonly message?: string };
  readonly catalog?: { readonly streams: readonly CatalogStream[] };
  readonly state?: { readonly stream?: { readonly stream_descriptor: { readonly name: string } } };
}

export interface CatalogStream {
  readonly name: string;
  readonly supported_sync_modes: readonly string[];
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key?: readonly (readonly string[])[];
}

/** A line of a connector's output; undefined when it is not a message. */
export function parseMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}
