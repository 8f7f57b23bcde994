import { isUtf8 } from 'node:buffer';

import type { InputMessage, InvalidCode, StateInput, TraceInput } from '../connector';
import { isJsonObject, type JsonObject } from '../json';
import { messageTypes, streamStatuses, type RecordMeta, type StreamKey, type Trace } from '../protocol/messages';

import type { LineBlock } from './lines';

/** Enough to recognise a line by, in characters. */
const excerptLength = 200;

const lineFeed = 0x0a;

export interface ParserPorts {
  readonly mask: (text: string) => string;
  /** the length of the longest thing that `mask` looks for */
  readonly longest: () => number;
}

class Malformed extends Error {
  constructor(
    readonly code: InvalidCode,
    reason: string,
    readonly stream?: StreamKey,
  ) {
    super(reason);
  }
}

/** One object for every stream, so that consumers can compare and map by identity, and a record costs none. */
function streamKeys(): (name: unknown, namespace: unknown) => StreamKey | undefined {
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

/**
 * Makes messages of lines. Blank lines and messages that mean nothing to a destination (LOG, SPEC, ...) are left out;
 * whatever cannot be understood comes out as INVALID, so that it can be counted.
 */
export function createParser(ports: ParserPorts): (block: LineBlock) => InputMessage[] {
  const keyOf = streamKeys();
  let lineNumber = 0;

  function invalid(code: InvalidCode, reason: string, line: string, stream?: StreamKey): InputMessage {
    // masked with what may be the rest of a secret, then cut
    const excerpt = ports.mask(line.slice(0, excerptLength + ports.longest())).slice(0, excerptLength);
    return { type: 'INVALID', code, reason, lineNumber, excerpt, ...(stream === undefined ? {} : { stream }) };
  }

  function record(message: JsonObject, line: string): InputMessage {
    const { record: body } = message;
    if (!isJsonObject(body)) throw new Malformed('malformed', 'A RECORD message has no record.');
    const stream = keyOf(body.stream, body.namespace);
    if (stream === undefined) throw new Malformed('malformed', 'A RECORD message names no stream.');
    const { data, emitted_at: emittedAt, meta } = body;
    if (!isJsonObject(data)) throw new Malformed('malformed', `A record of stream ${stream.name} has no data.`, stream);
    if (typeof emittedAt !== 'number')
      throw new Malformed('malformed', `A record of stream ${stream.name} has no emitted_at.`, stream);
    return meta === undefined || meta === null
      ? { type: 'RECORD', stream, emittedAt, data, line }
      : { type: 'RECORD', stream, emittedAt, data, line, meta: meta as RecordMeta };
  }

  function state(message: JsonObject, line: string): StateInput {
    const { state: body } = message;
    if (!isJsonObject(body)) throw new Malformed('malformed', 'A STATE message has no state.');
    const blob = (value: unknown): JsonObject | null => (isJsonObject(value) ? value : null);
    const common = { type: 'STATE', line: detached(line) } as const;
    if (body.type === 'GLOBAL')
      return { ...common, global: true, state: blob(isJsonObject(body.global) ? body.global.shared_state : null) };
    if (body.type !== 'STREAM') return { ...common, global: true, state: blob(body.data) };
    const entry = isJsonObject(body.stream) ? body.stream : {};
    const descriptor = isJsonObject(entry.stream_descriptor) ? entry.stream_descriptor : {};
    const stream = keyOf(descriptor.name, descriptor.namespace);
    if (stream === undefined) throw new Malformed('malformed', 'A STATE message of type STREAM names no stream.');
    return { ...common, global: false, stream, state: blob(entry.stream_state) };
  }

  function trace(message: JsonObject): TraceInput {
    const { trace: body } = message;
    if (!isJsonObject(body)) throw new Malformed('malformed', 'A TRACE message has no trace.');
    const whole = { type: 'TRACE', trace: body as unknown as Trace } as const;
    if (body.type !== 'STREAM_STATUS') return whole;
    const said = isJsonObject(body.stream_status) ? body.stream_status : {};
    const descriptor = isJsonObject(said.stream_descriptor) ? said.stream_descriptor : {};
    const stream = keyOf(descriptor.name, descriptor.namespace);
    const status = streamStatuses.find((each) => each === said.status);
    if (stream === undefined || status === undefined)
      throw new Malformed('malformed', 'A STREAM_STATUS trace names no stream or no known status.', stream);
    return { ...whole, stream, status };
  }

  function understand(line: string, terminated: boolean): InputMessage | undefined {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      if (line.trim() === '') return undefined;
      throw terminated
        ? new Malformed('not_json', 'A line is not valid JSON.')
        : new Malformed('truncated', 'The input ended in the middle of a line.');
    }
    if (!isJsonObject(value)) throw new Malformed('not_json', 'A line is not a JSON object.');
    switch (value.type) {
      case 'RECORD':
        return record(value, line);
      case 'STATE':
        return state(value, line);
      case 'TRACE':
        return trace(value);
      default:
        if (messageTypes.some((type) => type === value.type)) return undefined;
        throw new Malformed('unknown_type', 'A line is no message of the Airbyte protocol that this version knows.');
    }
  }

  function parseLine(line: string, terminated: boolean): InputMessage | undefined {
    lineNumber += 1;
    try {
      return understand(lineNumber === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line, terminated);
    } catch (error) {
      if (error instanceof Malformed) return invalid(error.code, error.message, line, error.stream);
      throw error;
    }
  }

  function parseText(text: string, terminated: boolean, into: InputMessage[]): void {
    let start = 0;
    while (start < text.length) {
      const found = text.indexOf('\n', start);
      const end = found === -1 ? text.length : found;
      const message = parseLine(text.slice(start, end), terminated || found !== -1);
      if (message !== undefined) into.push(message);
      start = end + 1;
    }
  }

  /** The slow way, for a block in which some line is not UTF-8. */
  function parseBytes(bytes: Buffer, terminated: boolean, into: InputMessage[]): void {
    let start = 0;
    while (start < bytes.length) {
      const found = bytes.indexOf(lineFeed, start);
      const end = found === -1 ? bytes.length : found;
      const line = bytes.subarray(start, end);
      if (isUtf8(line)) parseText(line.toString() || ' ', terminated || found !== -1, into);
      else {
        lineNumber += 1;
        const reason =
          terminated || found !== -1 ? 'A line is not valid UTF-8.' : 'The input ended in the middle of a character.';
        into.push(invalid(found === -1 && !terminated ? 'truncated' : 'not_utf8', reason, line.toString()));
      }
      start = end + 1;
    }
  }

  return (block) => {
    const messages: InputMessage[] = [];
    if (block.kind === 'too_long') {
      lineNumber += 1;
      messages.push(invalid('too_long', 'A line is longer than 128 MiB.', block.head.toString()));
    } else if (isUtf8(block.bytes)) parseText(block.bytes.toString(), block.terminated, messages);
    else parseBytes(block.bytes, block.terminated, messages);
    return messages;
  };
}
