import { closest } from 'fastest-levenshtein';

import { operatorError } from '../errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';

import {
  destinationSyncModes,
  streamId,
  syncModes,
  type AirbyteStream,
  type DestinationSyncMode,
  type StreamKey,
  type SyncMode,
} from './messages';

export interface ConfiguredStream {
  readonly stream: AirbyteStream;
  readonly sync_mode: SyncMode;
  readonly destination_sync_mode: DestinationSyncMode;
  readonly cursor_field?: readonly string[];
  readonly primary_key?: readonly (readonly string[])[];
  readonly destination_object_name?: string;
  readonly include_files?: boolean;
  /** safe integers; absent when the platform does not send them */
  readonly generation_id?: number;
  readonly minimum_generation_id?: number;
  readonly sync_id?: number;
}

export interface ConfiguredCatalog {
  readonly streams: readonly ConfiguredStream[];
}

function malformed(why: string): Error {
  return operatorError({
    failureType: 'config',
    message: `The configured catalog cannot be used: ${why}. Refresh the source schema of the connection in Airbyte and save it again.`,
  });
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((each) => each === value);
}

function texts(value: JsonValue | undefined): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each): each is string => typeof each === 'string') ? value : undefined;
}

function paths(value: JsonValue | undefined): readonly (readonly string[])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const parsed = value.map(texts).filter((path) => path !== undefined);
  return parsed.length === value.length ? parsed : undefined;
}

/** Drops members that are absent, so that optional members are really optional. */
function present<T extends Record<string, unknown>>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Reads a member that may be absent or null; anything else must be what `read` understands. */
function optional<T>(
  owner: JsonObject,
  member: string,
  where: string,
  read: (value: JsonValue) => T | undefined,
): T | undefined {
  const value = owner[member];
  if (value === undefined || value === null) return undefined;
  const parsed = read(value);
  if (parsed === undefined) throw malformed(`${member} of ${where} is not as the protocol describes it`);
  return parsed;
}

const asText = (value: JsonValue): string | undefined => (typeof value === 'string' ? value : undefined);
const asFlag = (value: JsonValue): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
const asWhole = (value: JsonValue): number | undefined => (Number.isSafeInteger(value) ? Number(value) : undefined);
const asObject = (value: JsonValue): JsonObject | undefined => (isJsonObject(value) ? value : undefined);

function parseStream(entry: JsonValue, index: number): ConfiguredStream {
  const stream = isJsonObject(entry) ? entry.stream : undefined;
  if (!isJsonObject(entry) || !isJsonObject(stream) || typeof stream.name !== 'string' || stream.name === '')
    throw malformed(`stream ${index + 1} of it has no name`);
  const where = `stream ${stream.name}`;
  const syncMode = oneOf(entry.sync_mode, syncModes);
  if (syncMode === undefined)
    throw malformed(
      `the sync mode ${JSON.stringify(entry.sync_mode ?? null)} of ${where} is none of ${syncModes.join(', ')}`,
    );
  // "append" is the protocol's default
  const destinationSyncMode = oneOf(entry.destination_sync_mode ?? 'append', destinationSyncModes);
  if (destinationSyncMode === undefined)
    throw malformed(
      `the destination sync mode ${JSON.stringify(entry.destination_sync_mode)} of ${where} is none of ${destinationSyncModes.join(', ')}`,
    );
  return {
    stream: {
      name: stream.name,
      json_schema: optional(stream, 'json_schema', where, asObject) ?? {},
      supported_sync_modes: (texts(stream.supported_sync_modes) ?? []).flatMap((mode) => oneOf(mode, syncModes) ?? []),
      ...present({
        namespace: optional(stream, 'namespace', where, asText),
        source_defined_cursor: optional(stream, 'source_defined_cursor', where, asFlag),
        default_cursor_field: optional(stream, 'default_cursor_field', where, texts),
        source_defined_primary_key: optional(stream, 'source_defined_primary_key', where, paths),
        is_resumable: optional(stream, 'is_resumable', where, asFlag),
        is_file_based: optional(stream, 'is_file_based', where, asFlag),
      }),
    },
    sync_mode: syncMode,
    destination_sync_mode: destinationSyncMode,
    ...present({
      cursor_field: optional(entry, 'cursor_field', where, texts),
      primary_key: optional(entry, 'primary_key', where, paths),
      destination_object_name: optional(entry, 'destination_object_name', where, asText),
      include_files: optional(entry, 'include_files', where, asFlag),
      generation_id: optional(entry, 'generation_id', where, asWhole),
      minimum_generation_id: optional(entry, 'minimum_generation_id', where, asWhole),
      sync_id: optional(entry, 'sync_id', where, asWhole),
    }),
  };
}

/**
 * The configured catalog of `--catalog`. Null members count as absent.
 * @throws a config error for a missing name, an unknown sync mode, a stream that is there twice, a malformed member
 */
export function parseConfiguredCatalog(value: unknown): ConfiguredCatalog {
  if (!isJsonObject(value) || !Array.isArray(value.streams)) throw malformed('it has no list of streams');
  const streams = (value.streams as readonly JsonValue[]).map(parseStream);
  const seen = new Set<string>();
  for (const { stream } of streams) {
    if (seen.has(streamId(stream))) throw malformed(`stream ${stream.name} is in it twice`);
    seen.add(streamId(stream));
  }
  return { streams };
}

/**
 * Refuses a catalog that asks for what the source does not have.
 * @param known the source's streams; with `supported_sync_modes` these are checked too
 */
export function requireStreams(
  catalog: ConfiguredCatalog,
  known: readonly (StreamKey & { readonly supported_sync_modes?: readonly SyncMode[] })[],
): void {
  const byId = new Map(known.map((stream) => [streamId(stream), stream]));
  for (const { stream, sync_mode: mode } of catalog.streams) {
    const found = byId.get(streamId(stream));
    const names = known.map(({ name }) => name);
    if (found === undefined)
      throw malformed(
        `this source has no stream ${stream.name}` +
          (names.length > 0 && !names.includes(stream.name)
            ? ` (the nearest name is ${closest(stream.name, names)})`
            : '') +
          (stream.namespace === undefined ? '' : ` in the namespace ${stream.namespace}`),
      );
    if (found.supported_sync_modes !== undefined && !found.supported_sync_modes.includes(mode))
      throw malformed(`stream ${stream.name} cannot be read in the sync mode ${mode}`);
  }
}
