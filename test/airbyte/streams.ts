import { specificationOf } from './actors';
import type { DiscoveredStream } from './images';
import { badRequest, unprocessable } from './problem';
import type { Routes } from './route';
import { found, imageOf, type Store } from './store';
import { fieldsOf, validModes } from './sync-modes';
import type { Actor } from './types';

const cached = new WeakMap<Actor, { configuration: string; streams: readonly DiscoveredStream[] }>();

/** What `discover` says with the source's configuration; asked again when that changed, or always. @throws Problem */
export async function discovered(store: Store, sourceId: string, fresh = false): Promise<readonly DiscoveredStream[]> {
  const source = found(store, store.actors.source, 'source', sourceId);
  const configuration = JSON.stringify(source.configuration);
  const known = cached.get(source);
  if (known !== undefined && !fresh && known.configuration === configuration) return known.streams;
  const { discover } = imageOf(store, found(store, store.definitions.source, 'sourceDefinition', source.definitionId));
  if (discover === undefined) throw unprocessable('The image is not a source.');
  try {
    const streams = await discover(source.configuration);
    cached.set(source, { configuration, streams });
    return streams;
  } catch (error) {
    throw unprocessable(`Discovering the schema failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export async function destinationModes(store: Store, destinationId: string): Promise<readonly string[]> {
  const { definitionId } = found(store, store.actors.destination, 'destination', destinationId);
  return (await specificationOf(store, 'destination', definitionId)).supported_destination_sync_modes ?? [];
}

export const streamRoutes: Routes = {
  'GET /streams': {
    response: 'StreamPropertiesResponse',
    handle: async ({ store, query }) => {
      const { sourceId, destinationId } = query;
      if (sourceId === undefined) throw badRequest('sourceId is required.');
      const modes = destinationId === undefined ? undefined : await destinationModes(store, destinationId);
      const streams = await discovered(store, sourceId, query.ignoreCache === 'true');
      return streams.map((stream) => ({
        streamName: stream.name,
        syncModes: validModes(stream, modes),
        defaultCursorField: stream.default_cursor_field ?? [],
        sourceDefinedCursorField: stream.source_defined_cursor ?? false,
        sourceDefinedPrimaryKey: stream.source_defined_primary_key ?? [],
        propertyFields: fieldsOf(stream.json_schema),
      }));
    },
  },
};
