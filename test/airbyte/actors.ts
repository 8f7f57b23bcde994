import { randomUUID } from 'node:crypto';

import type { Specification } from './images';
import { idList, pageOf } from './paging';
import { badRequest, unprocessable } from './problem';
import { param, type Call, type Routes } from './route';
import { configurationErrors } from './schemas';
import { masked, unmasked } from './secrets';
import { found, imageOf, seconds, workspaceFilter, type ActorKind, type Store } from './store';
import type { Actor, Json } from './types';

export function specificationOf(store: Store, kind: ActorKind, definitionId: string): Promise<Specification> {
  const definition = found(store, store.definitions[kind], `${kind}Definition`, definitionId);
  return imageOf(store, definition).spec();
}

async function answer(store: Store, kind: ActorKind, actor: Actor): Promise<Json> {
  const { connectionSpecification } = await specificationOf(store, kind, actor.definitionId);
  return {
    [`${kind}Id`]: actor.id,
    name: actor.name,
    [`${kind}Type`]: found(store, store.definitions[kind], `${kind}Definition`, actor.definitionId).name,
    definitionId: actor.definitionId,
    workspaceId: actor.workspaceId,
    configuration: masked(connectionSpecification, actor.configuration),
    createdAt: seconds(actor.createdAt),
    ...(actor.resourceAllocation === undefined ? {} : { resourceAllocation: actor.resourceAllocation }),
  };
}

/** @throws Problem when the connector's specification does not allow it */
async function checked(store: Store, kind: ActorKind, definitionId: string, configuration: Json, stored: Json) {
  const { connectionSpecification } = await specificationOf(store, kind, definitionId);
  const complete = unmasked(connectionSpecification, configuration, stored);
  const errors = configurationErrors(connectionSpecification, complete);
  if (errors !== null) throw unprocessable(`The provided configuration does not fit the specification: ${errors}`);
  return complete;
}

function actorOf(call: Call, kind: ActorKind): Actor {
  const actor = found(call.store, call.store.actors[kind], kind, param(call, `${kind}Id`));
  return actor.deleted ? found(call.store, new Map<string, Actor>(), kind, actor.id) : actor;
}

/** A connection without one of its ends is deleted with it. */
function remove(store: Store, kind: ActorKind, actor: Actor): void {
  actor.deleted = true;
  for (const connection of store.connections.values())
    if ((kind === 'source' ? connection.sourceId : connection.destinationId) === actor.id)
      connection.status = 'deprecated';
}

type Body = Partial<Pick<Actor, 'name' | 'configuration' | 'definitionId' | 'workspaceId' | 'resourceAllocation'>>;

async function create(call: Call, kind: ActorKind): Promise<Json> {
  const { name = '', definitionId, workspaceId = '', configuration = {}, resourceAllocation } = call.body as Body;
  found(call.store, call.store.workspaces, 'workspace', workspaceId);
  if (definitionId === undefined)
    throw badRequest(`definitionId is required: the simulation has no catalog of ${kind} types.`);
  const actor: Actor = {
    id: randomUUID(),
    definitionId,
    workspaceId,
    name,
    configuration: await checked(call.store, kind, definitionId, configuration, {}),
    createdAt: call.store.clock.now(),
    deleted: false,
    ...(resourceAllocation === undefined ? {} : { resourceAllocation }),
  };
  call.store.actors[kind].set(actor.id, actor);
  return answer(call.store, kind, actor);
}

/** PUT replaces the configuration, PATCH lays its members over the stored one. */
async function change(call: Call, kind: ActorKind, replace: boolean): Promise<Json> {
  const actor = actorOf(call, kind);
  const { name = actor.name, configuration = {}, resourceAllocation } = call.body as Body;
  const wanted = replace ? configuration : merged(actor.configuration, configuration);
  actor.configuration = await checked(call.store, kind, actor.definitionId, wanted, actor.configuration);
  actor.name = name;
  if (resourceAllocation !== undefined) actor.resourceAllocation = resourceAllocation;
  return answer(call.store, kind, actor);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(base: Json, over: Json): Json {
  const result: Json = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const before = base[name];
    result[name] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

function routesOf<Kind extends ActorKind>(kind: Kind): Routes {
  const title = kind === 'source' ? 'Source' : 'Destination';
  const response = `${title}Response` as const;
  return {
    [`GET /${kind}s`]: {
      response: `${title}sResponse`,
      handle: async ({ store, query, address }) => {
        const wanted = workspaceFilter(store, idList(query.workspaceIds));
        const rows = [...store.actors[kind].values()].filter(
          (actor) => wanted(actor.workspaceId) && (!actor.deleted || query.includeDeleted === 'true'),
        );
        return pageOf(await Promise.all(rows.map((actor) => answer(store, kind, actor))), query, address);
      },
    },
    [`POST /${kind}s`]: { request: `${title}CreateRequest`, response, handle: (call) => create(call, kind) },
    [`GET /${kind}s/{${kind}Id}`]: { response, handle: (call) => answer(call.store, kind, actorOf(call, kind)) },
    [`PUT /${kind}s/{${kind}Id}`]: {
      request: `${title}PutRequest`,
      response,
      handle: (call) => change(call, kind, true),
    },
    [`PATCH /${kind}s/{${kind}Id}`]: {
      request: `${title}PatchRequest`,
      response,
      handle: (call) => change(call, kind, false),
    },
    [`DELETE /${kind}s/{${kind}Id}`]: {
      handle: (call) => {
        remove(call.store, kind, actorOf(call, kind));
      },
    },
  };
}

export const actorRoutes: Routes = { ...routesOf('source'), ...routesOf('destination') };
