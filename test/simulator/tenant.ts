import type { Clock } from './clock';
import { createEntity } from './generate';
import { createWorld } from './generate/world';
import { createMutator, type Stores } from './store/mutate';
import { playDay } from './store/play-day';
import { createStamps } from './store/stamps';
import { createStore, type Store } from './store/store';
import type { StreamName, Tenant, TenantOptions } from './types';

/** A tenant with the stores that the routes read. */
export interface HostedTenant extends Tenant {
  readonly exactNumbers: boolean;
  store(stream: StreamName): Store;
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
  const opened = new Map<StreamName, Store>();
  const store = (stream: StreamName): Store => {
    const found = opened.get(stream) ?? createStore(world, createEntity(world, stream), () => clock.now());
    opened.set(stream, found);
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

  function* texts(stream: StreamName): Generator<string> {
    const rows = store(stream);
    for (let row = 0; row < rows.count(); row += 1) yield rows.text(row);
  }
  return {
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
    mutate,
    playDay: play,
  };
}
