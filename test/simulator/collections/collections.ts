import type { ApiModule, ApiSchema } from 'servicetitan-specs/api';

import { oncePer, parentMembers, unlisted } from './exceptions';
import { operations, resolved, type Operation } from './operations';

/** A member with the module that its references point into. */
export interface Member {
  schema: ApiSchema;
  module: ApiModule;
}

/** Rows of one kind, whichever endpoints serve them. */
export interface Collection {
  /** `crm/customers/notes` */
  name: string;
  module: string;
  /** Position among all collections; keeps the ids apart. */
  index: number;
  operations: readonly Operation[];
  /** The members of all endpoints' items together: a list and its export twin differ by some. */
  members: ReadonlyMap<string, Member>;
  /** Per collection that a path goes through: the member of a row that holds its key. A hidden one begins with `^`. */
  parents: ReadonlyMap<string, string>;
  /** The collection without which a row is not found; null for collections that can be listed on their own. */
  owner: string | null;
  /** One object for the whole tenant. */
  single: boolean;
  /** At most one row for each row of the owner. */
  once: boolean;
}

/** `crm/customers/contact-methods` -> `contactMethod` */
export function singular(collection: string): string {
  const words = (collection.split('/').at(-1) ?? '').split('-');
  const last = words.pop() ?? '';
  const one = /ies$/.test(last) ? last.replace(/ies$/, 'y') : last.replace(/(?<=[^s])s$/, '');
  return [...words, one].map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('');
}

/** Export feeds show the most of a row, then lists. */
const ranks = { export: 0, page: 1, data: 2, array: 3, object: 4 } as const;
const rankOf = ({ answer }: Operation) => (answer === null ? 5 : ranks[answer.envelope]);

/** Object members of an operation's item; a bare value is the member `value`. */
export function itemMembers({ answer, module }: Operation): readonly [string, ApiSchema][] {
  if (answer === null) return [];
  const item = resolved(answer.item, module);
  return item.properties === undefined && item.type !== 'object'
    ? [['value', item]]
    : Object.entries(item.properties ?? {});
}

/** A plain text that a parameter of its name knows the values of has these values. */
function withKnownValues(name: string, schema: ApiSchema, { endpoint, module }: Operation): ApiSchema {
  const own = resolved(schema, module);
  const parameter = endpoint.parameters.find((candidate) => candidate.name === name && candidate.enum !== undefined);
  return own.type === 'string' && own.enum === undefined && parameter?.enum !== undefined
    ? { type: 'string', enum: parameter.enum }
    : schema;
}

function membersOf(group: readonly Operation[]): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const operation of [...group].sort((a, b) => rankOf(a) - rankOf(b)))
    for (const [name, schema] of itemMembers(operation))
      if (!members.has(name))
        members.set(name, {
          schema: group.reduce((known, each) => withKnownValues(name, known, each), schema),
          module: operation.module,
        });
  return members;
}

function parentMember(name: string, parent: string, members: ReadonlyMap<string, Member>): string {
  const once = oncePer[name];
  if (once?.parent === parent) return once.member;
  const called = parentMembers[name]?.[parent] ?? `${singular(parent)}Id`;
  return members.has(called) ? called : `^${parent}`;
}

function collectionOf(name: string, group: readonly Operation[], index: number): Collection {
  const members = membersOf(group);
  const lists = group.filter(({ key, answer }) => key === null && answer !== null);
  const parents = new Set(group.flatMap(({ levels }) => levels.at(-1)?.collection ?? []));
  const once = oncePer[name];
  const bound = lists.length > 0 && lists.every(({ levels }) => levels.length > 0);
  const objects = lists.length > 0 && lists.every(({ answer }) => answer?.envelope === 'object');
  const owner = once?.parent ?? (bound ? ([...parents][0] ?? null) : null);
  if (owner !== null) parents.add(owner);
  return {
    name,
    module: name.split('/')[0] ?? '',
    index,
    operations: group,
    members,
    parents: new Map([...parents].map((parent) => [parent, parentMember(name, parent, members)])),
    owner,
    single: objects && owner === null,
    once: once !== undefined || (objects && owner !== null),
  };
}

function allCollections(): Map<string, Collection> {
  const groups = new Map<string, Operation[]>(Object.keys(unlisted).map((name) => [name, []]));
  for (const operation of operations) {
    // saved reports hang together otherwise than by paths: see reporting/
    if (operation.module.module === 'reporting') continue;
    const group = groups.get(operation.collection) ?? [];
    group.push(operation);
    groups.set(operation.collection, group);
  }
  return new Map(
    [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, group], index) => [name, collectionOf(name, group, index)]),
  );
}

/** Every collection of the API facts, by name, but those of the Reporting API. */
export const collections: ReadonlyMap<string, Collection> = allCollections();
