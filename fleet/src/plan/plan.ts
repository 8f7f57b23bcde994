import type { ActorKind } from '../airbyte/api';
import type { DesiredTenant } from '../tenants/desired';

import { configurationDifferences, connectionDifferences, type Difference } from './differences';
import type { Observed, ObservedTenant } from './observed';

export type Action = 'create' | 'update' | 'delete';
export type ObjectKind = 'connector' | 'source' | 'destination' | 'connection';

/** One thing to do in Airbyte. */
export interface Change {
  readonly action: Action;
  readonly kind: ObjectKind;
  /** whose; undefined for what all tenants share */
  readonly tenant?: string;
  readonly name: string;
  /** Airbyte's id of what is there */
  readonly id?: string;
  /** which connector, for one */
  readonly actor?: ActorKind;
  readonly differences: readonly Difference[];
}

/** repository and tag of an image */
export interface Image {
  readonly repository: string;
  readonly tag: string;
}

export interface Wanted {
  readonly images: Readonly<Record<ActorKind, Image>>;
  readonly tenants: readonly DesiredTenant[];
  readonly secrets: Readonly<Record<ActorKind, readonly string[]>>;
  /** write the secrets of existing tenants again: they cannot be compared */
  readonly rewriteSecrets: boolean;
  /** delete what is in Airbyte and not in the file */
  readonly prune: boolean;
}

export const displayNames: Readonly<Record<ActorKind, string>> = {
  source: 'ServiceTitan',
  destination: 'Legacy report files',
};

function connectorChanges(wanted: Wanted, observed: Observed): Change[] {
  return (['source', 'destination'] as const).flatMap((actor): Change[] => {
    const { repository, tag } = wanted.images[actor];
    const there = observed.definitions[actor];
    const name = `${displayNames[actor]} ${repository}`;
    const change = { kind: 'connector', actor, name } as const;
    if (there === undefined)
      return [{ ...change, action: 'create', differences: [{ path: 'tag', from: undefined, to: tag }] }];
    if (there.dockerImageTag === tag) return [];
    return [
      {
        ...change,
        action: 'update',
        id: there.id,
        differences: [{ path: 'tag', from: there.dockerImageTag, to: tag }],
      },
    ];
  });
}

function actorChange(
  kind: ActorKind,
  key: string,
  wanted: { name: string; configuration: Readonly<Record<string, unknown>> },
  there: { id: string; name: string; configuration: Readonly<Record<string, unknown>> } | undefined,
  { secrets, rewriteSecrets }: Wanted,
): Change[] {
  const hidden = secrets[kind];
  const change = { kind, tenant: key, name: wanted.name } as const;
  if (there === undefined)
    return [{ ...change, action: 'create', differences: configurationDifferences({}, wanted.configuration, hidden) }];
  const differences: Difference[] = [
    ...(there.name === wanted.name ? [] : [{ path: 'name', from: there.name, to: wanted.name }]),
    ...configurationDifferences(there.configuration, wanted.configuration, hidden),
    ...(rewriteSecrets && kind === 'source' ? [{ path: 'secrets', from: '(secret)', to: '(secret)' }] : []),
  ];
  return differences.length === 0 ? [] : [{ ...change, action: 'update', id: there.id, differences }];
}

function tenantChanges(tenant: DesiredTenant, there: ObservedTenant, wanted: Wanted): Change[] {
  const { key, source, destination, connection } = tenant;
  const settings = connection.configurations.streams.map(({ name, syncMode }) => ({
    path: `streams.${name}`,
    from: undefined,
    to: syncMode,
  }));
  const change = { kind: 'connection', tenant: key, name: connection.name } as const;
  const schedule = { path: 'schedule', from: undefined, to: connection.schedule.cronExpression ?? 'manual' };
  const differences = there.connection && connectionDifferences(there.connection, connection);
  return [
    ...actorChange('source', key, source, there.source && { ...there.source, id: there.source.sourceId }, wanted),
    ...actorChange(
      'destination',
      key,
      destination,
      there.destination && { ...there.destination, id: there.destination.destinationId },
      wanted,
    ),
    ...(there.connection === undefined || differences === undefined
      ? [{ ...change, action: 'create' as const, differences: [schedule, ...settings] }]
      : differences.length === 0
        ? []
        : [{ ...change, action: 'update' as const, id: there.connection.connectionId, differences }]),
  ];
}

/** A tenant that nobody lists any more: its connection first, since Airbyte keeps no connection without its ends. */
function removal(key: string, { connection, source, destination }: ObservedTenant): Change[] {
  const gone = { action: 'delete', tenant: key, differences: [] } as const;
  return [
    ...(connection
      ? [{ ...gone, kind: 'connection' as const, name: connection.name, id: connection.connectionId }]
      : []),
    ...(source ? [{ ...gone, kind: 'source' as const, name: source.name, id: source.sourceId }] : []),
    ...(destination
      ? [{ ...gone, kind: 'destination' as const, name: destination.name, id: destination.destinationId }]
      : []),
  ];
}

/** Everything that has to be done, in the order in which it is done. */
export function makePlan(wanted: Wanted, observed: Observed): Change[] {
  return [
    ...connectorChanges(wanted, observed),
    ...wanted.tenants.flatMap((tenant) => tenantChanges(tenant, observed.tenants.get(tenant.key) ?? {}, wanted)),
    ...(wanted.prune ? [...observed.others].flatMap(([key, there]) => removal(key, there)) : []),
  ];
}
