import type { JsonObject } from '../json';

import {
  streamKey,
  type AirbyteCatalog,
  type CatalogMessage,
  type ConnectionStatusMessage,
  type ConnectorSpecification,
  type ControlMessage,
  type DestinationCatalogMessage,
  type ErrorTrace,
  type LogLevel,
  type LogMessage,
  type SpecMessage,
  type StreamKey,
  type StreamStatus,
  type TraceMessage,
} from './messages';

/* Times are epoch milliseconds. */

export function logMessage(level: LogLevel, message: string, stackTrace?: string): LogMessage {
  return { type: 'LOG', log: { level, message, ...(stackTrace === undefined ? {} : { stack_trace: stackTrace }) } };
}

export function specMessage(spec: ConnectorSpecification): SpecMessage {
  return { type: 'SPEC', spec };
}

export function connectionStatusMessage(status: 'SUCCEEDED' | 'FAILED', message?: string): ConnectionStatusMessage {
  return { type: 'CONNECTION_STATUS', connectionStatus: { status, ...(message === undefined ? {} : { message }) } };
}

export function catalogMessage(catalog: AirbyteCatalog): CatalogMessage {
  return { type: 'CATALOG', catalog };
}

export function errorTrace(error: ErrorTrace, emittedAt: number): TraceMessage {
  return { type: 'TRACE', trace: { type: 'ERROR', emitted_at: emittedAt, error } };
}

/** @param quotaReset epoch milliseconds until which the stream waits for its quota */
export function streamStatusTrace(
  stream: StreamKey,
  status: StreamStatus,
  emittedAt: number,
  quotaReset?: number,
): TraceMessage {
  const reasons = [{ type: 'RATE_LIMITED' as const, rate_limited: { quota_reset: quotaReset ?? 0 } }];
  return {
    type: 'TRACE',
    trace: {
      type: 'STREAM_STATUS',
      emitted_at: emittedAt,
      stream_status: { stream_descriptor: streamKey(stream), status, ...(quotaReset === undefined ? {} : { reasons }) },
    },
  };
}

export function estimateTrace(stream: StreamKey, rows: number | undefined, emittedAt: number): TraceMessage {
  const estimate = {
    ...streamKey(stream),
    type: 'STREAM' as const,
    ...(rows === undefined ? {} : { row_estimate: rows }),
  };
  return { type: 'TRACE', trace: { type: 'ESTIMATE', emitted_at: emittedAt, estimate } };
}

export function analyticsTrace(type: string, value: string | undefined, emittedAt: number): TraceMessage {
  const analytics = { type, ...(value === undefined ? {} : { value }) };
  return { type: 'TRACE', trace: { type: 'ANALYTICS', emitted_at: emittedAt, analytics } };
}

export function controlMessage(config: JsonObject, emittedAt: number): ControlMessage {
  return {
    type: 'CONTROL',
    control: { type: 'CONNECTOR_CONFIG', emitted_at: emittedAt, connectorConfig: { config } },
  };
}

export function destinationCatalogMessage(
  operations: DestinationCatalogMessage['destination_catalog']['operations'],
): DestinationCatalogMessage {
  return { type: 'DESTINATION_CATALOG', destination_catalog: { operations } };
}

/** A number of records as the protocol wants it: a double, always with a decimal point. */
export function countText(count: number): string {
  return `${Math.trunc(count)}.0`;
}

/** The line of a per-stream state; text, because `JSON.stringify` writes a count without its decimal point. */
export function stateLine(stream: StreamKey, state: JsonObject, recordCount: number): string {
  const entry = JSON.stringify({ stream_descriptor: streamKey(stream), stream_state: state });
  return `{"type":"STATE","state":{"type":"STREAM","stream":${entry},"sourceStats":{"recordCount":${countText(recordCount)}}}}`;
}
