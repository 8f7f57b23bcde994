import type { JsonObject } from '../json';

/*
 * The messages of the Airbyte protocol 0.18 (airbyte_protocol.yaml), one type each. The CDK's own types lack CONTROL,
 * DESTINATION_CATALOG, STREAM_STATUS, ESTIMATE, ANALYTICS, per-stream states and transient_error, so they are not used.
 */

export const syncModes = ['full_refresh', 'incremental'] as const;
export const destinationSyncModes = ['append', 'overwrite', 'append_dedup', 'update', 'soft_delete'] as const;
export const messageTypes = [
  'RECORD',
  'STATE',
  'LOG',
  'SPEC',
  'CONNECTION_STATUS',
  'CATALOG',
  'TRACE',
  'CONTROL',
  'DESTINATION_CATALOG',
] as const;
export const streamStatuses = ['STARTED', 'RUNNING', 'COMPLETE', 'INCOMPLETE'] as const;

export type SyncMode = (typeof syncModes)[number];
export type DestinationSyncMode = (typeof destinationSyncModes)[number];
export type MessageType = (typeof messageTypes)[number];
export type StreamStatus = (typeof streamStatuses)[number];
export type LogLevel = 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE';
export type TraceFailureType = 'system_error' | 'config_error' | 'transient_error';

/** A stream's name and, where the source has them, its namespace; also the protocol's StreamDescriptor. */
export interface StreamKey {
  readonly name: string;
  readonly namespace?: string;
}

export interface RecordMeta {
  readonly changes?: readonly { readonly field: string; readonly change: string; readonly reason: string }[];
}

export interface RecordMessage {
  readonly type: 'RECORD';
  readonly record: {
    readonly stream: string;
    readonly namespace?: string;
    readonly data: JsonObject;
    /** epoch milliseconds */
    readonly emitted_at: number;
    readonly meta?: RecordMeta;
  };
}

export interface StreamStateEntry {
  readonly stream_descriptor: StreamKey;
  readonly stream_state?: JsonObject | null;
}

export interface StateStats {
  readonly recordCount?: number;
  readonly rejectedRecordCount?: number;
}

export interface StateMessage {
  readonly type: 'STATE';
  readonly state: {
    readonly type?: 'STREAM' | 'GLOBAL' | 'LEGACY';
    readonly stream?: StreamStateEntry;
    readonly global?: {
      readonly shared_state?: JsonObject | null;
      readonly stream_states: readonly StreamStateEntry[];
    };
    readonly data?: JsonObject;
    readonly sourceStats?: StateStats;
    readonly destinationStats?: StateStats;
  };
}

export interface LogMessage {
  readonly type: 'LOG';
  readonly log: { readonly level: LogLevel; readonly message: string; readonly stack_trace?: string };
}

/** What `spec` prints. Its JSON Schema is a draft-07 schema of an object. */
export interface ConnectorSpecification {
  readonly connectionSpecification: Readonly<Record<string, unknown>>;
  readonly documentationUrl?: string;
  readonly changelogUrl?: string;
  readonly protocol_version?: string;
  readonly supportsIncremental?: boolean;
  /** values of `DestinationSyncMode`; text, because a spec is a JSON file whose literals TypeScript widens */
  readonly supported_destination_sync_modes?: readonly string[];
}

export interface SpecMessage {
  readonly type: 'SPEC';
  readonly spec: ConnectorSpecification;
}

export interface ConnectionStatusMessage {
  readonly type: 'CONNECTION_STATUS';
  readonly connectionStatus: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly message?: string };
}

export interface AirbyteStream extends StreamKey {
  readonly json_schema: Readonly<Record<string, unknown>>;
  readonly supported_sync_modes: readonly SyncMode[];
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key?: readonly (readonly string[])[];
  readonly is_resumable?: boolean;
  readonly is_file_based?: boolean;
}

export interface AirbyteCatalog {
  readonly streams: readonly AirbyteStream[];
}

export interface CatalogMessage {
  readonly type: 'CATALOG';
  readonly catalog: AirbyteCatalog;
}

export interface ErrorTrace {
  /** for the person who is paged */
  readonly message: string;
  /** for the person who debugs */
  readonly internal_message?: string;
  readonly stack_trace?: string;
  readonly failure_type?: TraceFailureType;
  readonly stream_descriptor?: StreamKey;
}

export interface StreamStatusTrace {
  readonly stream_descriptor: StreamKey;
  readonly status: StreamStatus;
  /** quota_reset is in epoch milliseconds */
  readonly reasons?: readonly {
    readonly type: 'RATE_LIMITED';
    readonly rate_limited?: { readonly quota_reset?: number };
  }[];
}

export interface EstimateTrace extends StreamKey {
  readonly type: 'STREAM' | 'SYNC';
  readonly row_estimate?: number;
  readonly byte_estimate?: number;
}

export interface AnalyticsTrace {
  readonly type: string;
  readonly value?: string;
}

export type Trace =
  | { readonly type: 'ERROR'; readonly emitted_at: number; readonly error: ErrorTrace }
  | { readonly type: 'STREAM_STATUS'; readonly emitted_at: number; readonly stream_status: StreamStatusTrace }
  | { readonly type: 'ESTIMATE'; readonly emitted_at: number; readonly estimate: EstimateTrace }
  | { readonly type: 'ANALYTICS'; readonly emitted_at: number; readonly analytics: AnalyticsTrace };

export interface TraceMessage {
  readonly type: 'TRACE';
  readonly trace: Trace;
}

export interface ControlMessage {
  readonly type: 'CONTROL';
  readonly control: {
    readonly type: 'CONNECTOR_CONFIG';
    readonly emitted_at: number;
    readonly connectorConfig: { readonly config: JsonObject };
  };
}

export interface DestinationCatalogMessage {
  readonly type: 'DESTINATION_CATALOG';
  readonly destination_catalog: {
    readonly operations: readonly {
      readonly object_name: string;
      readonly sync_mode: DestinationSyncMode;
      readonly json_schema: Readonly<Record<string, unknown>>;
      readonly matching_keys?: readonly (readonly string[])[];
    }[];
  };
}

/** Every message but RECORD and STATE, which are written as text so that no digit of theirs changes. */
export type PlainMessage =
  | LogMessage
  | SpecMessage
  | ConnectionStatusMessage
  | CatalogMessage
  | TraceMessage
  | ControlMessage
  | DestinationCatalogMessage;
export type AirbyteMessage = PlainMessage | RecordMessage | StateMessage;

/** The descriptor alone, whatever else the given object carries. */
export function streamKey(stream: StreamKey): StreamKey {
  return stream.namespace === undefined ? { name: stream.name } : { name: stream.name, namespace: stream.namespace };
}

/** The same text for the same namespace and name, to be used as a key of a map. */
export function streamId(stream: StreamKey): string {
  return stream.namespace === undefined ? stream.name : `${stream.namespace}\u0000${stream.name}`;
}
