import { encode, type JsonObject } from '../exact-json';
import type { Entity } from '../generate/entity';
import { createTimeline } from '../generate/timeline';
import type { World } from '../generate/world';
import { ticksText } from '../ticks';
import type { CollectionName, RowId } from '../types';

import type { Collection } from './collections';
import type { Directory } from './directory';
import { segments } from './exceptions';
import { textHash, valueOf } from './values';

/** Rows in a thousand that are inactive, in collections whose rows say so. */
const inactivePerMille = 180;
/** Members that say whether a row is active. */
export const activeMembers = ['active', 'isActive', 'isArchived', 'archived'] as const;

function segmentOf(name: string, row: number): { nulls: readonly string[]; hidden: JsonObject } {
  const segment = segments[name];
  if (segment === undefined) return { nulls: [], hidden: {} };
  const kinds = Object.keys(segment.nulls);
  const kind = kinds[row % kinds.length] ?? '';
  return { nulls: segment.nulls[kind] ?? [], hidden: { [`^${segment.parameter}`]: kind } };
}

/**
 * The generated rows of a collection: they follow from the schemas of its members. Every row has id, stamps and `active`,
 * because changes and feeds need them; what an endpoint does not declare is left out when it is sent. A member that begins
 * with `^` is never sent.
 */
export function collectionRows(world: World, collection: Collection, directory: Directory): Entity {
  const { name, members } = collection;
  const purpose = textHash(name);
  const count = directory.sizeOf(name);
  const times = createTimeline(world, purpose, count);
  const tellsActive = activeMembers.some((member) => members.has(member));
  const active = (row: number) => !tellsActive || world.hash(purpose + 20, row) % 1000 >= inactivePerMille;
  const { owner } = collection;
  const ownerMember = owner === null ? undefined : collection.parents.get(owner);
  const owned = (row: number): JsonObject =>
    owner === null || ownerMember === undefined
      ? {}
      : { [ownerMember]: directory.ref(owner, directory.ownerRow(name, row)) };
  const made: string[] = [];
  const text = (row: number): string => (made[row] ??= render(row));
  const render = (row: number): string => {
    const site = { world, collection: name, row, depth: 0, full: collection.single, reference: directory.reference };
    const tree: JsonObject = {};
    for (const [member, { schema, module }] of members)
      tree[member] = valueOf(schema, { ...site, module, path: member });
    const segment = segmentOf(name, row);
    for (const member of segment.nulls) tree[member] = null;
    return encode({
      ...tree,
      ...segment.hidden,
      createdOn: ticksText(times.created(row)),
      modifiedOn: ticksText(times.modified(row)),
      active: active(row),
      id: directory.ref(name, row),
      ...owned(row),
    });
  };
  const ids = { idText: (row: number) => directory.idText(name, row), rowOf: (id: RowId) => directory.rowOf(name, id) };
  return {
    stream: name as CollectionName,
    count,
    ...times,
    ...ids,
    active,
    text,
    ...(ownerMember === undefined ? {} : { ownerMember }),
  };
}
