import type { ApiParameter } from 'servicetitan-specs/api';

import { decode, encode, type JsonObject } from '../exact-json';
import type { Filter, ListRoute } from '../routes';
import type { CollectionName } from '../types';

import { collections, itemMembers, type Collection } from './collections';
import { createdMembers, oncePer, segments, wildcards, windows } from './exceptions';
import { resolved, type Operation } from './operations';
import { activeMembers } from './rows';

/** Sort fields of the many endpoints that declare `sort` without saying what it takes. */
const usualSortFields = ['Id', 'ModifiedOn', 'CreatedOn'];
/** From the partner documentation, where the endpoint says nothing else. */
const maxPageSize = 5000;

const timeBounds = { OnOrAfter: 'onOrAfter', OnOrBefore: 'onOrBefore', Before: 'before', After: 'after' } as const;
const timeBound = /^(.+?)(OnOrAfter|OnOrBefore|Before|After)$/;
/** The list itself reads these. */
const readByList =
  /^(page|pageSize|includeTotal|sort|active|activeState|activeOnly|includeInactive|(modified|created)(OnOrAfter|Before))$/;

function typeOf({ members }: Collection, name: string): string | undefined {
  const member = members.get(name);
  if (member === undefined) return undefined;
  const { type, properties } = resolved(member.schema, member.module);
  return properties?.id === undefined ? type : 'entity';
}

function timeFilter(collection: Collection, name: string): Filter | undefined {
  const [, what = '', bound = ''] = timeBound.exec(name) ?? [];
  const candidates = [`${what}On`, what, what.replace(/s$/, ''), `${what.replace(/s$/, '')}Date`];
  const found = candidates.find((member) => collection.members.has(member) || /^(modified|created)On$/.test(member));
  const path = found !== undefined && found === createdMembers[collection.name] ? 'createdOn' : found;
  return path === undefined ? undefined : { type: timeBounds[bound as keyof typeof timeBounds], path };
}

function enumFilter(collection: Collection, path: string, { enum: values = [], array }: ApiParameter): Filter {
  const member = collection.members.get(path);
  const known = member === undefined ? undefined : resolved(member.schema, member.module).enum;
  // Any, All, Both: values that no row has do not narrow the list
  const wide = values.filter((value) => wildcards.includes(value) || known?.includes(value) === false).map(String);
  return { type: 'enum', path, values: values.map(String), wide, ...(array ? { many: true } : {}) };
}

/** How a parameter narrows the rows; undefined for one whose meaning its name does not tell. */
function filterOf(collection: Collection, parameter: ApiParameter): Filter | undefined {
  const { name, format, enum: values } = parameter;
  const segment = segments[collection.name];
  if (segment?.parameter === name)
    return { type: 'enum', path: `^${name}`, values: Object.keys(segment.nulls), wide: [] };
  const [from, to] = windows[collection.name] ?? [];
  if (name === from) return { type: 'onOrAfter', path: 'createdOn' };
  if (name === to) return { type: 'before', path: 'createdOn' };
  if (name === 'ids') {
    if (collection.members.has('id')) return { type: 'texts', path: 'id' };
    const once = oncePer[collection.name];
    return once === undefined ? undefined : { type: 'integers', path: once.member };
  }
  if (format?.startsWith('date') && timeBound.test(name)) return timeFilter(collection, name);
  const one = name.replace(/Ids$/, 'Id');
  if (one !== name && typeOf(collection, one) === 'integer') return { type: 'integers', path: one };
  if (one.endsWith('Id') && typeOf(collection, one.slice(0, -2)) === 'entity')
    return { type: one === name ? 'integer' : 'integers', path: `${one.slice(0, -2)}.id` };
  const path = parameter.array ? name.replace(/(?<=s)es$|s$/, '') : name;
  const type = typeOf(collection, path);
  if (values !== undefined) return type === 'string' ? enumFilter(collection, path, parameter) : undefined;
  if (type === 'integer' && parameter.type === 'integer') return { type: 'integer', path };
  return type === 'string' || type === 'boolean' ? { type: 'text', path } : undefined;
}

/** Which rows a list gives without being asked, and what asks for others. */
function activeFilter(operation: Operation, collection: Collection): ListRoute['active'] {
  const names = operation.endpoint.parameters.map(({ name }) => name);
  for (const name of ['active', 'activeState', 'activeOnly', 'includeInactive'] as const)
    if (names.includes(name)) return name;
  if (operation.key !== null) return 'all';
  // a list whose rows cannot say that they are inactive has no such rows; their export twin has
  const items = new Set(itemMembers(operation).map(([name]) => name));
  const told = activeMembers.some((member) => collection.members.has(member));
  return told && !activeMembers.some((member) => items.has(member)) ? 'none' : 'all';
}

/**
 * Leaves the members that the operation's item declares, and those that no endpoint knows (a change may bring new ones).
 * Members that say the same in other words follow `active` and `createdOn`.
 */
export function sender(operation: Operation, collection: Collection): (text: string) => string {
  const items = new Set(itemMembers(operation).map(([name]) => name));
  const bare = items.size === 1 && items.has('value') && collection.members.size === 1;
  const hidden = new Set([...collection.members.keys(), 'id', 'createdOn', 'modifiedOn', 'active']);
  const created = createdMembers[collection.name];
  return (text) => {
    const tree = decode(text) as JsonObject;
    const { active, createdOn } = tree;
    if (items.has('isActive')) tree.isActive = active;
    for (const name of ['isArchived', 'archived']) if (items.has(name)) tree[name] = active === false;
    if (created !== undefined) tree[created] = createdOn;
    if (bare) return encode(tree.value);
    const sent = Object.entries(tree).filter(
      ([name]) => items.has(name) || (!hidden.has(name) && !name.startsWith('^')),
    );
    return encode(Object.fromEntries(sent));
  };
}

/** An operation as the route of a list, whatever its envelope. */
export function listRouteOf(operation: Operation): ListRoute {
  const collection = collections.get(operation.collection);
  if (collection === undefined) throw new RangeError(`no collection ${operation.collection}`);
  const queries = operation.endpoint.parameters.filter((parameter) => parameter.in === 'query');
  const parameter = (name: string) => queries.find((candidate) => candidate.name === name);
  const filters = queries.flatMap((candidate): [string, Filter][] => {
    const filter = readByList.test(candidate.name) ? undefined : filterOf(collection, candidate);
    return filter === undefined ? [] : [[candidate.name, filter]];
  });
  const sort = parameter('sort');
  return {
    feed: 'list',
    module: collection.module,
    path: operation.path,
    scope: operation.endpoint.scope,
    stream: collection.name as CollectionName,
    active: activeFilter(operation, collection),
    sortFields: sort === undefined ? [] : (sort.sortFields ?? usualSortFields),
    filters: Object.fromEntries(filters),
    send: sender(operation, collection),
    needsModifiedBound: false,
    takesIds: false,
    firstPage: parameter('page')?.minimum ?? 1,
    maxPageSize: parameter('pageSize')?.maximum ?? maxPageSize,
    paged: parameter('page') !== undefined,
  };
}
