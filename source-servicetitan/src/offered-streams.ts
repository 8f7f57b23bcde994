import type { AirbyteStream } from 'airbyte-runtime';
import { catalog, isIncremental } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

/** What a stream can do, without the schema of its records. */
export type OfferedStream = Omit<AirbyteStream, 'json_schema'> & Pick<AirbyteStream, 'name'>;

function offer(stream: StreamSpec): OfferedStream {
  const incremental = isIncremental(stream, catalog);
  return {
    name: stream.name,
    supported_sync_modes: incremental ? ['full_refresh', 'incremental'] : ['full_refresh'],
    source_defined_cursor: incremental,
    ...(stream.cursor === null ? {} : { default_cursor_field: stream.cursor.split('.') }),
    source_defined_primary_key: stream.primaryKey.map((field) => field.split('.')),
    is_resumable: incremental,
  };
}

export const offeredStreams: readonly OfferedStream[] = catalog.streams.map(offer);
