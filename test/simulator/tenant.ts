import type { Clock } from './clock';
import { collections } from './collections/collections';
import { createDirectory, type Directory } from './collections/directory';
import { collectionRows } from './collections/rows';
import { servedRows } from './collections/served';
import { createEntity } from './generate';
import type { Entity } from './generate/entity';
import { createWorld, type World } from './generate/world';
import { createSavedReports } from './reporting';
import { coreStreams } from './routes';
import { createMutator, type Stores } from './store/mutate';
import { playDay } from './store/play-day';
import { createStamps } from './store/stamps';
import { createStore, type Store } from './store/store';
import { streamNames, type CollectionName, type StreamName, type Tenant, type TenantOptions } from './types';

/** A tenant with the stores that the routes read. */
export interface HostedTenant extends Tenant {
  readonly exactNumbers: boolean;
  store(name: CollectionName): Store;
}

function entityOf(world: World, directory: Directory, name: string, stream: StreamName | undefined): Entity {
  if (stream !== undefined) return createEntity(world, stream);
  const collection = collections.get(name);
  if (collection === undefined) throw new RangeError(`there is no collection ${name}`);
  return collectionRows(world, collection, directory);
}

/** `position` (from 0) gives the tenant's default id and credentials. Stores are made when they are first read. */
export function createTenant(
  options: TenantOptions,
  position: number,
  allScopes: readonly string[],
  clock: Clock,
): HostedTenant {
  const tenantId = options.tenantId ?? String(100_000_001 + position);
  if (!/^[0-9]+$/.test(tenantId)) throw new RangeError(`a tenant id is digits, not ${tenantId}`);
  const world = createWorld(tenantId, options);
  const directory = createDirectory(world, options.collections ?? {}, options.collectionRows);
  const opened = new Map<string, Store>();
  const store = (name: CollectionName): Store => {
    const stream = streamNames.find((candidate) => candidate === name) ?? coreStreams[name];
    const found =
      opened.get(stream ?? name) ?? createStore(entityOf(world, directory, name, stream), () => clock.now());
    opened.set(stream ?? name, found);
    return found;
  };
  const stores: Stores = { of: store };
  const mutate = createMutator(stores, createStamps(clock), clock);
  let day = 0;
  const play = () => {
    day += 1;
    playDay(world, stores, mutate, day);
  };
  for (let played = 0; played < (options.days ?? 0); played += 1) play();

  function* texts(stream: CollectionName): Generator<string> {
    const rows = store(stream);
    for (let row = 0; row < rows.count(); row += 1) yield rows.text(row);
  }
  const tenant: HostedTenant = {
    tenantId,
    clientId: options.clientId ?? `cid.simulator-${tenantId}`,
    clientSecret: options.clientSecret ?? `cs1.simulator-secret-${tenantId}`,
    appKey: options.appKey ?? 'ak1.simulator-app-key',
    connected: options.connected ?? true,
    scopes: options.scopes ?? allScopes,
    modulesOff: options.modulesOff ?? [],
    exactNumbers: world.exactNumbers,
    store,
    count: (stream) => store(stream).count(),
    texts,
    rows: (stream) => [...texts(stream)].map((text) => JSON.parse(text) as Record<string, unknown>),
    text: (stream, id) => {
      const row = store(stream).rowOf(id);
      if (row === undefined) throw new RangeError(`${stream} has no row with the id ${String(id)}`);
      return store(stream).text(row);
    },
    reporting: createSavedReports(texts),
    mutate,
    playDay: play,
    served: (path, query) => servedRows(tenant, path, query),
  };
  return tenant;
}
