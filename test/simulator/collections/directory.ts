import { exact } from '../exact-json';
import { hash } from '../generate/random';
import { exactPrefix, type Kind, type World } from '../generate/world';
import { coreStreams } from '../routes';
import type { RowId } from '../types';

import { collections, singular, type Collection } from './collections';
import { unlisted } from './exceptions';
import { resolved } from './operations';
import { guid, textHash, type Site } from './values';

/** Rows of a collection without a size of its own, of all owners together where it has an owner. */
const defaultRows = 30;
/** Owned rows and owners with exactly one, as shares of the owners. */
const ownedShare = 1.2;
const onceShare = 0.7;
const maxOwnedRows = 60;
/** Where the ids of the collections begin, and how many there is room for in each: behind those of generate/world.ts. */
const firstId = 40_000_000;
const idsPerCollection = 300_000;
const idStep = 7;

/** Rows that generated streams already refer to. */
const kinds: Readonly<Record<string, { kind: Kind; count(world: World): number }>> = {
  'settings/employees': { kind: 'employees', count: () => 9 },
  'settings/technicians': { kind: 'technicians', count: () => 12 },
  'jpm/job-types': { kind: 'job_types', count: () => 12 },
  'jpm/appointments': { kind: 'appointments', count: (world) => world.sizes.jobs },
};

/** Sizes and keys of a tenant's collections; no row has to be made for them. */
export interface Directory {
  /** Generated rows. */
  sizeOf(name: string): number;
  /** A row's key as it stands in a tree. */
  ref(name: string, row: number): number | string;
  /** A row's key as text, without quotes. */
  idText(name: string, row: number): string;
  /** The row with this key, were the collection long enough. */
  rowOf(name: string, id: RowId): number | undefined;
  /** The row of the owner that a row belongs to. */
  ownerRow(name: string, row: number): number;
  reference: Site['reference'];
}

/** Collections that can be referred to, by singular name; several modules may have one of a name. */
const named = new Map<string, Collection[]>();
for (const collection of collections.values()) {
  if (collection.name.split('/').length > 2 || collection.single) continue;
  const name = singular(collection.name);
  named.set(name, [...(named.get(name) ?? []), collection]);
}

type KeyForm = 'integer' | 'guid' | 'text';

function keyForm(collection: Collection | undefined): KeyForm {
  const member = collection?.members.get('id');
  const schema = member && resolved(member.schema, member.module);
  if (schema?.type === 'string') return schema.format === 'guid' ? 'guid' : 'text';
  return unlisted[collection?.name ?? ''] ?? 'integer';
}

/** The collection whose keys are this one's, too. */
function ownerOfKey(collection: Collection | undefined): string | undefined {
  const owner = collection?.owner ?? undefined;
  return owner !== undefined && collection?.parents.get(owner) === 'id' ? owner : undefined;
}

export function createDirectory(world: World, sizes: Readonly<Record<string, number>>, rows = defaultRows): Directory {
  const coreOf = (name: string): Kind | undefined => coreStreams[name] ?? kinds[name]?.kind;
  const sizeOf = (name: string): number => {
    const given = sizes[name];
    const stream = coreStreams[name];
    const collection = collections.get(name);
    if (given !== undefined) return given;
    if (stream !== undefined) return stream === 'invoice_items' ? world.sizes.invoices : world.sizes[stream];
    if (collection?.single) return 1;
    if (typeof collection?.owner !== 'string') return kinds[name]?.count(world) ?? rows;
    const owners = sizeOf(collection.owner);
    return Math.min(Math.ceil(owners * (collection.once ? onceShare : ownedShare)), maxOwnedRows);
  };
  const ownerRow = (name: string, row: number): number => {
    const collection = collections.get(name);
    const owners = typeof collection?.owner === 'string' ? sizeOf(collection.owner) : 0;
    if (owners === 0) return 0;
    return collection?.once ? row % owners : hash(world.seed, textHash(name) + 9, row) % owners;
  };
  const idText = (name: string, row: number): string => {
    const core = coreOf(name);
    if (core !== undefined) return world.idText(core, row);
    const collection = collections.get(name);
    const keyOwner = ownerOfKey(collection);
    if (keyOwner !== undefined) return idText(keyOwner, ownerRow(name, row));
    const number = world.hash(textHash(name), row);
    const base = firstId + (collection?.index ?? 0) * idsPerCollection;
    switch (keyForm(collection)) {
      case 'guid':
        return guid(number, row);
      case 'text':
        return `${singular(name)}-${String(row + 1)}`;
      case 'integer': {
        const digits = String(base + row * idStep + (number % idStep));
        return world.exactNumbers ? exactPrefix + digits.padStart(9, '0') : digits;
      }
    }
  };
  const candidate = (name: string, id: string): number => {
    const collection = collections.get(name);
    const keyOwner = ownerOfKey(collection);
    if (keyOwner !== undefined) return rowOf(keyOwner, id) ?? -1;
    switch (keyForm(collection)) {
      case 'guid':
        return parseInt(id.slice(-8), 16);
      case 'text':
        return Number(/-(\d+)$/.exec(id)?.[1] ?? 0) - 1;
      case 'integer': {
        const digits = world.exactNumbers ? id.slice(exactPrefix.length) : id;
        return Math.floor((Number(digits) - firstId - (collection?.index ?? 0) * idsPerCollection) / idStep);
      }
    }
  };
  const rowOf = (name: string, id: RowId): number | undefined => {
    const core = coreOf(name);
    if (core !== undefined) return world.rowOf(core, id);
    const row = candidate(name, String(id));
    return row >= 0 && idText(name, row) === String(id) ? row : undefined;
  };
  const ref = (name: string, row: number): number | string => {
    const core = coreOf(name);
    if (core !== undefined) return world.ref(core, row);
    const text = idText(name, row);
    if (!/^\d+$/.test(text)) return text;
    return world.exactNumbers ? exact(text) : Number(text);
  };
  return {
    sizeOf,
    ref,
    idText,
    rowOf,
    ownerRow,
    reference: (singularName, type, site) => {
      const found = named.get(/ById$/i.test(singularName) ? 'employee' : singularName) ?? [];
      const target = found.find(({ module }) => module === site.module.module) ?? found[0];
      if (
        target === undefined ||
        target.name === site.collection ||
        (keyForm(target) === 'integer') !== (type === 'integer')
      )
        return undefined;
      const size = sizeOf(target.name);
      // row by row, so that keys made of several references stay apart
      return size === 0 ? undefined : ref(target.name, (site.row + (textHash(site.path) % size)) % size);
    },
  };
}
