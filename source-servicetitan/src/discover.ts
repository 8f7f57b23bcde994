import type { AirbyteCatalog, AirbyteStream } from 'airbyte-runtime';
import { streams, type StreamSpec } from 'servicetitan-specs';
import { recordSchemas } from 'servicetitan-specs/records';

function describe(stream: StreamSpec): AirbyteStream {
  const schema = recordSchemas[stream.name];
  if (schema === undefined) throw new Error(`specs/records has no schema for the stream ${stream.name}`);
  const incremental = stream.cursor !== null;
  return {
    name: stream.name,
    json_schema: schema,
    supported_sync_modes: incremental ? ['full_refresh', 'incremental'] : ['full_refresh'],
    source_defined_cursor: incremental,
    ...(stream.cursor === null ? {} : { default_cursor_field: [stream.cursor] }),
    source_defined_primary_key: stream.primaryKey.map((field) => [field]),
    is_resumable: incremental,
  };
}

/** Every stream of specs/catalog, whatever the tenant granted: a missing scope is said when the stream is read. */
export function discoverCatalog(): AirbyteCatalog {
  return { streams: streams.map(describe) };
}
