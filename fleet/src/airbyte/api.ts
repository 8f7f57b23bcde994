import { unreadable } from './errors';
import type { Ask, AirbyteRequest } from './request';
import type { Configuration, Connection, ConnectionSettings, Definition, Destination, Job, Source } from './types';

export type ActorKind = 'source' | 'destination';

const pageSize = 100;
// An answer that promises a next page for ever is a mistake of the server, not a larger fleet.
const maxPages = 1000;

interface Page {
  readonly data?: unknown;
  readonly next?: unknown;
}

async function listAll<T>(ask: Ask, request: AirbyteRequest): Promise<T[]> {
  const found: T[] = [];
  for (let page = 0; page < maxPages; page += 1) {
    const query = { ...request.query, limit: pageSize, offset: page * pageSize };
    const answer = (await ask({ ...request, query })) as Page | undefined;
    if (!Array.isArray(answer?.data)) throw unreadable(request.what);
    found.push(...(answer.data as T[]));
    if (typeof answer.next !== 'string' || answer.next === '' || answer.data.length === 0) return found;
  }
  throw unreadable(request.what);
}

/** The calls of Airbyte's public API that the fleet needs, in one workspace. */
export interface AirbyteApi {
  definitions(kind: ActorKind): Promise<Definition[]>;
  createDefinition(
    kind: ActorKind,
    definition: Omit<Definition, 'id'> & { documentationUrl?: string },
  ): Promise<Definition>;
  updateDefinition(kind: ActorKind, id: string, change: { name: string; dockerImageTag: string }): Promise<void>;
  sources(): Promise<Source[]>;
  destinations(): Promise<Destination[]>;
  createActor(
    kind: ActorKind,
    actor: { name: string; definitionId: string; configuration: Configuration },
  ): Promise<string>;
  updateActor(kind: ActorKind, id: string, change: { name?: string; configuration?: Configuration }): Promise<void>;
  deleteActor(kind: ActorKind, id: string, name: string): Promise<void>;
  connections(): Promise<Connection[]>;
  createConnection(connection: ConnectionSettings & { sourceId: string; destinationId: string }): Promise<string>;
  updateConnection(id: string, change: Partial<ConnectionSettings>): Promise<void>;
  deleteConnection(id: string, name: string): Promise<void>;
  startSync(connectionId: string, name: string): Promise<Job>;
  job(id: number): Promise<Job>;
  /** the latest syncs of a connection, newest first */
  latestSyncs(connectionId: string, name: string): Promise<Job[]>;
  notifyFailures(url: string): Promise<void>;
}

export function airbyteApi(ask: Ask, workspaceId: string): AirbyteApi {
  const definitionsPath = (kind: ActorKind): string => `/workspaces/${workspaceId}/definitions/${kind}s`;
  const inWorkspace = { workspaceIds: workspaceId };
  const get = (path: string, what: string, query = {}): AirbyteRequest => ({ method: 'GET', path, what, query });

  async function idOf(request: AirbyteRequest, member: string): Promise<string> {
    const id = ((await ask(request)) as Record<string, unknown> | undefined)?.[member];
    if (typeof id !== 'string') throw unreadable(request.what);
    return id;
  }

  return {
    definitions: (kind) => listAll(ask, get(definitionsPath(kind), `list the ${kind} connectors`)),
    async createDefinition(kind, definition) {
      const what = `add the ${kind} connector ${definition.dockerRepository}:${definition.dockerImageTag}`;
      const body = { ...definition };
      const id = await idOf({ method: 'POST', path: definitionsPath(kind), what, body }, 'id');
      return { ...definition, id };
    },
    async updateDefinition(kind, id, change) {
      const what = `change the ${kind} connector to ${change.dockerImageTag}`;
      await ask({ method: 'PUT', path: `${definitionsPath(kind)}/${id}`, what, body: change });
    },
    sources: () => listAll(ask, get('/sources', 'list the sources', inWorkspace)),
    destinations: () => listAll(ask, get('/destinations', 'list the destinations', inWorkspace)),
    createActor: (kind, actor) =>
      idOf(
        {
          method: 'POST',
          path: `/${kind}s`,
          what: `create the ${kind} "${actor.name}"`,
          body: { ...actor, workspaceId },
        },
        `${kind}Id`,
      ),
    async updateActor(kind, id, change) {
      await ask({
        method: 'PATCH',
        path: `/${kind}s/${id}`,
        what: `change the ${kind} ${change.name ?? id}`,
        body: change,
      });
    },
    async deleteActor(kind, id, name) {
      await ask({ method: 'DELETE', path: `/${kind}s/${id}`, what: `delete the ${kind} "${name}"` });
    },
    connections: () => listAll(ask, get('/connections', 'list the connections', inWorkspace)),
    createConnection: (connection) =>
      idOf(
        { method: 'POST', path: '/connections', what: `create the connection "${connection.name}"`, body: connection },
        'connectionId',
      ),
    async updateConnection(id, change) {
      await ask({
        method: 'PATCH',
        path: `/connections/${id}`,
        what: `change the connection ${change.name ?? id}`,
        body: change,
      });
    },
    async deleteConnection(id, name) {
      await ask({ method: 'DELETE', path: `/connections/${id}`, what: `delete the connection "${name}"` });
    },
    async startSync(connectionId, name) {
      const body = { connectionId, jobType: 'sync' };
      return (await ask({ method: 'POST', path: '/jobs', what: `start a sync of ${name}`, body })) as Job;
    },
    job: async (id) => (await ask(get(`/jobs/${id}`, `tell how job ${id} is doing`))) as Job,
    async latestSyncs(connectionId, name) {
      const query = { connectionId, jobType: 'sync', orderBy: 'createdAt|DESC', limit: 20 };
      const answer = (await ask(get('/jobs', `list the syncs of ${name}`, query))) as Page | undefined;
      if (!Array.isArray(answer?.data)) throw unreadable(`list the syncs of ${name}`);
      return answer.data as Job[];
    },
    async notifyFailures(url) {
      const webhook = { webhook: { enabled: true, url } };
      const notifications = { failure: webhook, syncDisabled: webhook, syncDisabledWarning: webhook };
      await ask({
        method: 'PATCH',
        path: `/workspaces/${workspaceId}`,
        what: 'set the notification webhook of the workspace',
        body: { notifications },
      });
    },
  };
}
