import { streams } from 'servicetitan-specs';

import type { CatalogStream } from './messages';

export interface ConfiguredCatalog {
  readonly streams: readonly unknown[];
}

/**
 * The selection a person would make in Airbyte for the legacy reports: the streams the reports need, incremental where
 * the stream can be, deduplicated.
 */
export function configureCatalog(
  discovered: readonly CatalogStream[],
  choice: { readonly streams?: readonly string[]; readonly fullRefresh: boolean; readonly run: number },
): ConfiguredCatalog {
  const wanted = choice.streams ?? streams.filter((stream) => stream.suggested).map((stream) => stream.name);
  const unknown = wanted.filter((name) => !discovered.some((stream) => stream.name === name));
  if (unknown.length > 0)
    throw new Error(
      `The source has no stream ${unknown.join(', ')}. It has: ${discovered.map((s) => s.name).join(', ')}.`,
    );
  return {
    streams: discovered
      .filter((stream) => wanted.includes(stream.name))
      .map((stream) => {
        const incremental = !choice.fullRefresh && stream.supported_sync_modes.includes('incremental');
        return {
          stream,
          sync_mode: incremental ? 'incremental' : 'full_refresh',
          destination_sync_mode: incremental ? 'append_dedup' : 'overwrite',
          cursor_field: stream.default_cursor_field ?? [],
          primary_key: stream.source_defined_primary_key ?? [],
          generation_id: incremental ? 0 : choice.run,
          minimum_generation_id: incremental ? 0 : choice.run,
          sync_id: choice.run,
        };
      }),
  };
}
