import type { InputMessage, InvalidCode, StateInput, TraceInput } from '../connector';
import { isJsonObject, type JsonObject } from '../json';
import { messageTypes, streamStatuses, type RecordMeta, type StreamKey, type Trace } from '../protocol/messages';

/** Why a line is no message. */
export class Malformed extends Error {
  constructor(
    readonly code: InvalidCode,
    reason: string,
    readonly stream?: StreamKey,
  ) {
    super(reason);
  }
}

export type StreamKeys = (name: unknown, namespace: unknown) => StreamKey | undefined;

/** One object for every stream, so that consumers can compare and map by identity, and a record costs none. */
export function streamKeys(): StreamKeys {
  const plain = new Map<string, StreamKey>();
  const spaces = new Map<string, Map<string, StreamKey>>();
  return (name, namespace) => {
    if (typeof name !== 'string' || name === '') return undefined;
    const names = typeof namespace === 'string' ? (spaces.get(namespace) ?? new Map<string, StreamKey>()) : plain;
    if (typeof namespace === 'string') spaces.set(namespace, names);
    let key = names.get(name);
    if (key === undefined) {
      key = typeof namespace === 'string' ? { name, namespace } : { name };
      names.set(name, key);
    }
    return key;
  };
}

/** A string of its own: a slice would keep the whole block alive for as long as the state waits to be acknowledged. */
function detached(line: string): string {
  return Buffer.from(line.endsWith('\r') ? line.slice(0, -1) : line).toString();
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function blobOf(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}

/**
 * Makes the function that tells what a parsed line means to a destination; undefined for a message that means nothing
 * to one (LOG, SPEC, ...). It throws Malformed.
 */
export function createInterpreter(
  keyOf: StreamKeys,
): (value: unknown, line: string, bytes: Buffer) => InputMessage | undefined {
  function record(body: JsonObject, line: string, bytes: Buffer): InputMessage {
    const stream = keyOf(body.stream, body.namespace);
    if (stream === undefined) throw new Malformed('malformed', 'A RECORD message names no stream.');
    const { data, emitted_at: emittedAt, meta } = body;
    if (!isJsonObject(data)) throw new Malformed('malformed', `A record of stream ${stream.name} has no data.`, stream);
    if (typeof emittedAt !== 'number')
      throw new Malformed('malformed', `A record of stream ${stream.name} has no emitted_at.`, stream);
    return meta === undefined || meta === null
      ? { type: 'RECORD', stream, emittedAt, data, line, bytes }
      : { type: 'RECORD', stream, emittedAt, data, line, bytes, meta: meta as RecordMeta };
  }

  function state(body: JsonObject, line: string): StateInput {
    const common = { type: 'STATE', line: detached(line) } as const;
    if (body.type === 'GLOBAL') return { ...common, global: true, state: blobOf(objectOf(body.global).shared_state) };
    // LEGACY is the protocol's default when no type is given
    if (body.type !== 'STREAM') return { ...common, global: true, state: blobOf(body.data) };
    const entry = objectOf(body.stream);
    const descriptor = objectOf(entry.stream_descriptor);
    const stream = keyOf(descriptor.name, descriptor.namespace);
    if (stream === undefined) throw new Malformed('malformed', 'A STATE message of type STREAM names no stream.');
    return { ...common, global: false, stream, state: blobOf(entry.stream_state) };
  }

  function trace(body: JsonObject): TraceInput {
    const whole = { type: 'TRACE', trace: body as unknown as Trace } as const;
    if (body.type !== 'STREAM_STATUS') return whole;
    const said = objectOf(body.stream_status);
    const descriptor = objectOf(said.stream_descriptor);
    const stream = keyOf(descriptor.name, descriptor.namespace);
    const status = streamStatuses.find((each) => each === said.status);
    if (stream === undefined || status === undefined)
      throw new Malformed('malformed', 'A STREAM_STATUS trace names no stream or no known status.', stream);
    return { ...whole, stream, status };
  }

  return (value, line, bytes) => {
    if (!isJsonObject(value)) throw new Malformed('not_json', 'A line is not a JSON object.');
    switch (value.type) {
      case 'RECORD':
        if (!isJsonObject(value.record)) throw new Malformed('malformed', 'A RECORD message has no record.');
        return record(value.record, line, bytes);
      case 'STATE':
        if (!isJsonObject(value.state)) throw new Malformed('malformed', 'A STATE message has no state.');
        return state(value.state, line);
      case 'TRACE':
        if (!isJsonObject(value.trace)) throw new Malformed('malformed', 'A TRACE message has no trace.');
        return trace(value.trace);
      default:
        if (messageTypes.some((type) => type === value.type)) return undefined;
        throw new Malformed('unknown_type', 'A line is no message of the Airbyte protocol that this version knows.');
    }
  };
}
