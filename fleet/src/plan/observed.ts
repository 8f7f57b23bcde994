import type { ActorKind, AirbyteApi } from '../airbyte/api';
import type { Connection, Definition, Destination, Source } from '../airbyte/types';
import type { DesiredTenant } from '../tenants/desired';

/** What Airbyte has of a tenant. */
export interface ObservedTenant {
  readonly source?: Source | undefined;
  readonly destination?: Destination | undefined;
  readonly connection?: Connection | undefined;
}

/** What Airbyte has of the fleet. */
export interface Observed {
  readonly definitions: Readonly<Record<ActorKind, Definition | undefined>>;
  readonly tenants: ReadonlyMap<string, ObservedTenant>;
  /** tenants that are in Airbyte and not in the file, by key */
  readonly others: ReadonlyMap<string, ObservedTenant>;
}

/** The connector as it is known by its image, whatever tag is in use. */
function definitionOf(found: readonly Definition[], repository: string): Definition | undefined {
  return found.find(({ dockerRepository }) => dockerRepository === repository);
}

const keyOf = ({ configuration }: Destination): string | undefined => {
  const key = configuration['tenant_key'];
  return typeof key === 'string' ? key : undefined;
};

/**
 * Finds each tenant's objects. A destination is known by its tenant key and a connection by its destination, so that
 * nothing is made twice when somebody renames one in the UI; a source's tenant id comes back masked, so a source is known
 * by its connection, or, where an apply ended before there was one, by its name.
 */
export function matchTenants(
  desired: readonly DesiredTenant[],
  ids: Readonly<Record<ActorKind, string | undefined>>,
  found: { sources: readonly Source[]; destinations: readonly Destination[]; connections: readonly Connection[] },
): Pick<Observed, 'tenants' | 'others'> {
  const sources = found.sources.filter(({ definitionId }) => definitionId === ids.source);
  const destinations = found.destinations.filter(({ definitionId }) => definitionId === ids.destination);
  const observed = new Map<string, ObservedTenant>();
  for (const destination of destinations) {
    const key = keyOf(destination);
    const connection = found.connections.find(({ destinationId }) => destinationId === destination.destinationId);
    // Of two with one key the connected one counts.
    if (key === undefined || (observed.has(key) && connection === undefined)) continue;
    const source = sources.find(({ sourceId }) => sourceId === connection?.sourceId);
    observed.set(key, { destination, connection, source });
  }
  const tenants = new Map(
    desired.map(({ key, source }) => {
      const one = observed.get(key);
      return [key, { ...one, source: one?.source ?? sources.find(({ name }) => name === source.name) }] as const;
    }),
  );
  const others = new Map([...observed].filter(([key]) => !tenants.has(key)));
  return { tenants, others };
}

/** @param repositories of the two images, without their tags */
export async function observe(
  api: AirbyteApi,
  desired: readonly DesiredTenant[],
  repositories: Readonly<Record<ActorKind, string>>,
): Promise<Observed> {
  const definitions = {
    source: definitionOf(await api.definitions('source'), repositories.source),
    destination: definitionOf(await api.definitions('destination'), repositories.destination),
  };
  const found = {
    sources: await api.sources(),
    destinations: await api.destinations(),
    connections: (await api.connections()).filter(({ status }) => status !== 'deprecated'),
  };
  const ids = { source: definitions.source?.id, destination: definitions.destination?.id };
  return { definitions, ...matchTenants(desired, ids, found) };
}
