import { type AirbyteApi, type ActorKind } from '../airbyte/api';
import { AirbyteError } from '../airbyte/errors';
import type { DesiredTenant } from '../tenants/desired';

import type { Observed } from './observed';
import { displayNames, type Change, type Wanted } from './plan';

export interface Applied {
  readonly done: readonly Change[];
  /** what did not work, by tenant; later changes of such a tenant were not tried */
  readonly failed: readonly { readonly change: Change; readonly error: AirbyteError }[];
}

/** Hears of every change right after it was made, so that what is on the screen is what is in Airbyte. */
export type OnChange = (change: Change, error?: AirbyteError) => void;

interface Ids {
  source?: string | undefined;
  destination?: string | undefined;
}

/**
 * Carries a plan out. A change that fails ends its tenant's part; the others go on. What was made stays: the next plan
 * finds it and goes on from there.
 * @throws AirbyteError when the connectors themselves cannot be added, without which nothing else can
 */
export async function applyPlan(
  api: AirbyteApi,
  changes: readonly Change[],
  wanted: Wanted,
  observed: Observed,
  onChange: OnChange,
): Promise<Applied> {
  const definitions: Ids = {
    source: observed.definitions.source?.id,
    destination: observed.definitions.destination?.id,
  };
  for (const change of changes.filter(({ kind }) => kind === 'connector')) {
    await applyConnector(change);
    onChange(change);
  }
  const done: Change[] = changes.filter(({ kind }) => kind === 'connector');
  const failed: { change: Change; error: AirbyteError }[] = [];
  for (const [key, own] of byTenant(changes)) {
    const there = observed.tenants.get(key);
    const ids: Ids = { source: there?.source?.sourceId, destination: there?.destination?.destinationId };
    const tenant = wanted.tenants.find((candidate) => candidate.key === key);
    for (const change of own) {
      try {
        await (change.action === 'delete' ? remove(change) : applyTenant(change, tenant, ids));
      } catch (error) {
        if (!(error instanceof AirbyteError)) throw error;
        failed.push({ change, error });
        onChange(change, error);
        break;
      }
      done.push(change);
      onChange(change);
    }
  }
  return { done, failed };

  async function applyConnector({ actor = 'source', action, id }: Change): Promise<void> {
    const { repository, tag } = wanted.images[actor];
    const name = displayNames[actor];
    if (action === 'update' && id !== undefined) return api.updateDefinition(actor, id, { name, dockerImageTag: tag });
    const made = await api.createDefinition(actor, { name, dockerRepository: repository, dockerImageTag: tag });
    definitions[actor] = made.id;
  }

  async function applyTenant(change: Change, tenant: DesiredTenant | undefined, ids: Ids): Promise<void> {
    if (tenant === undefined) return;
    if (change.kind === 'connection') return applyConnection(change, tenant, ids);
    const kind: ActorKind = change.kind === 'destination' ? 'destination' : 'source';
    const { name, configuration } = tenant[kind];
    if (change.id !== undefined) return api.updateActor(kind, change.id, { name, configuration });
    ids[kind] = await api.createActor(kind, { name, configuration, definitionId: definitions[kind] ?? '' });
  }

  async function applyConnection(change: Change, { connection }: DesiredTenant, ids: Ids): Promise<void> {
    if (change.id !== undefined) return api.updateConnection(change.id, connection);
    await api.createConnection({ ...connection, sourceId: ids.source ?? '', destinationId: ids.destination ?? '' });
  }

  async function remove({ kind, id = '', name }: Change): Promise<void> {
    if (kind === 'connection') return api.deleteConnection(id, name);
    await api.deleteActor(kind === 'destination' ? 'destination' : 'source', id, name);
  }
}

function byTenant(changes: readonly Change[]): Map<string, Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes)
    if (change.tenant !== undefined) groups.set(change.tenant, [...(groups.get(change.tenant) ?? []), change]);
  return groups;
}
