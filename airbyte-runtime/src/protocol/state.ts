import { operatorError } from '../errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';

import { streamId, type StreamKey } from './messages';

/** The states of earlier syncs, one a stream. */
export interface StreamStates {
  /** undefined when the stream has none */
  get(stream: StreamKey): JsonObject | undefined;
}

function unusable(why: string): Error {
  return operatorError({
    failureType: 'config',
    message: `The saved state of the connection cannot be used: ${why}. Clear or refresh the connection's data in Airbyte so that it starts anew.`,
  });
}

function parseEntry(entry: JsonValue): readonly [string, JsonObject][] {
  if (!isJsonObject(entry)) throw unusable('an entry of it is not an object');
  if (entry.type === 'GLOBAL')
    throw unusable(
      'it is one GLOBAL state for all streams, which this source does not write, so another connector did',
    );
  if (entry.type !== 'STREAM')
    throw unusable('it has the LEGACY form, which neither Airbyte nor this source supports any longer');
  const descriptor = isJsonObject(entry.stream) ? entry.stream.stream_descriptor : undefined;
  if (!isJsonObject(entry.stream) || !isJsonObject(descriptor) || typeof descriptor.name !== 'string')
    throw unusable('a STREAM entry of it names no stream');
  const { stream_state: state } = entry.stream;
  if (state === undefined || state === null) return [];
  if (!isJsonObject(state)) throw unusable(`the state of stream ${descriptor.name} is not an object`);
  const namespace = typeof descriptor.namespace === 'string' ? { namespace: descriptor.namespace } : {};
  return [[streamId({ name: descriptor.name, ...namespace }), state]];
}

/**
 * The states of `--state`: a list of STREAM states or a single one. Nothing, `[]`, `{}`, null: no state. Should a stream
 * be there twice, the later entry counts.
 * @param value the parsed file; undefined when there is none or it is empty
 * @throws a config error for GLOBAL, LEGACY or malformed states
 */
export function parseStates(value: unknown): StreamStates {
  const nothing = value === undefined || value === null || (isJsonObject(value) && Object.keys(value).length === 0);
  const entries = nothing ? [] : Array.isArray(value) ? (value as readonly JsonValue[]) : [value as JsonValue];
  const states = new Map(entries.flatMap(parseEntry));
  return { get: (stream) => states.get(streamId(stream)) };
}
