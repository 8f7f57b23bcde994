import { randomUUID } from 'node:crypto';

import type { Clock } from '../simulator/clock';

import type { Image, Images } from './images';
import { notFound, unprocessable } from './problem';
import type { Actor, Connection, Definition, Job, Switches, Tag, Workspace } from './types';

export type ActorKind = 'source' | 'destination';

/** Everything the simulated platform remembers. */
export interface Store {
  readonly clock: Clock;
  readonly switches: Switches;
  readonly images: Images;
  readonly workspaces: Map<string, Workspace>;
  readonly definitions: Record<ActorKind, Map<string, Definition>>;
  readonly actors: Record<ActorKind, Map<string, Actor>>;
  readonly connections: Map<string, Connection>;
  readonly tags: Map<string, Tag>;
  readonly jobs: Job[];
}

export function createStore(clock: Clock, switches: Switches, images: Images, workspace: string): Store {
  const first: Workspace = { workspaceId: randomUUID(), name: workspace, notifications: {} };
  return {
    clock,
    switches,
    images,
    workspaces: new Map([[first.workspaceId, first]]),
    definitions: { source: new Map(), destination: new Map() },
    actors: { source: new Map(), destination: new Map() },
    connections: new Map(),
    tags: new Map(),
    jobs: [],
  };
}

/** @throws Problem when there is no such thing */
export function found<T>(store: Store, things: ReadonlyMap<string, T>, kind: string, id: string): T {
  const thing = things.get(id);
  if (thing === undefined) throw notFound(store.switches.notFoundStatus, kind, id);
  return thing;
}

/** The workspaces that a list is about: the named ones, or all. @throws Problem for one that is not there */
export function workspaceFilter(store: Store, ids: readonly string[] | null): (workspaceId: string) => boolean {
  for (const id of ids ?? []) found(store, store.workspaces, 'workspace', id);
  return (workspaceId) => ids?.includes(workspaceId) ?? true;
}

/** The image of a definition. @throws Problem when it cannot be pulled */
export function imageOf(store: Store, { dockerRepository, dockerImageTag }: Omit<Definition, 'id'>): Image {
  const image = store.images(dockerRepository, dockerImageTag);
  if (image === undefined) throw unprocessable(`The image ${dockerRepository}:${dockerImageTag} could not be pulled.`);
  return image;
}

export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
