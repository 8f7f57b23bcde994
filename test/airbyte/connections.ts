import { randomUUID } from 'node:crypto';

import { cronProblem, withoutZone } from './cron';
import { idList, pageOf } from './paging';
import { badRequest } from './problem';
import { param, type Call, type Routes } from './route';
import { found, seconds, workspaceFilter, type Store } from './store';
import { destinationModes, discovered } from './streams';
import { checkStreams } from './sync-modes';
import type { Connection, Json, StreamConfiguration, Tag } from './types';

/** The schedule as answers show it: crons run in UTC, and the zone stands behind the expression. */
const shownSchedule = ({ scheduleType, cronExpression }: Connection['schedule']): Json =>
  cronExpression === undefined ? { scheduleType } : { scheduleType, cronExpression: `${cronExpression} UTC` };

const answer = ({ streams, schedule, ...connection }: Connection): Json => ({
  ...connection,
  schedule: shownSchedule(schedule),
  configurations: { streams },
  createdAt: seconds(connection.createdAt),
});

function checkedSchedule(schedule: Connection['schedule']): Connection['schedule'] {
  if (schedule.scheduleType === 'manual') return { scheduleType: 'manual' };
  if (schedule.cronExpression === undefined) throw badRequest('The schedule has no cron expression.');
  const problem = cronProblem(schedule.cronExpression);
  if (problem !== null) throw badRequest(problem);
  return { scheduleType: 'cron', cronExpression: withoutZone(schedule.cronExpression) };
}

/** The streams of a connection; without any, all of the source's, each refreshed in full. @throws Problem */
async function checkedStreams(
  store: Store,
  ends: Pick<Connection, 'sourceId' | 'destinationId'>,
  given: readonly StreamConfiguration[] = [],
): Promise<readonly StreamConfiguration[]> {
  const offered = await discovered(store, ends.sourceId);
  checkStreams(given, offered, await destinationModes(store, ends.destinationId));
  const chosen: readonly StreamConfiguration[] = given.length > 0 ? given : offered.map(({ name }) => ({ name }));
  return chosen.map((configuration) => {
    const stream = offered.find(({ name }) => name === configuration.name);
    return {
      ...configuration,
      syncMode: configuration.syncMode ?? 'full_refresh_overwrite',
      cursorField: configuration.cursorField ?? stream?.default_cursor_field ?? [],
      primaryKey: configuration.primaryKey ?? stream?.source_defined_primary_key ?? [],
    };
  });
}

type Body = Partial<Omit<Connection, 'streams'>> & { configurations?: { streams?: readonly StreamConfiguration[] } };

async function create(call: Call): Promise<Json> {
  const body = call.body as unknown as Body;
  const { sourceId = '', destinationId = '' } = body;
  const source = found(call.store, call.store.actors.source, 'source', sourceId);
  const destination = found(call.store, call.store.actors.destination, 'destination', destinationId);
  const connection: Connection = {
    connectionId: randomUUID(),
    name: body.name ?? `${source.name} → ${destination.name}`,
    sourceId,
    destinationId,
    workspaceId: source.workspaceId,
    status: body.status ?? 'active',
    schedule: checkedSchedule(body.schedule ?? { scheduleType: 'manual' }),
    nonBreakingSchemaUpdatesBehavior: body.nonBreakingSchemaUpdatesBehavior ?? 'ignore',
    namespaceDefinition: body.namespaceDefinition ?? 'destination',
    ...(body.namespaceFormat === undefined ? {} : { namespaceFormat: body.namespaceFormat }),
    prefix: body.prefix ?? '',
    streams: await checkedStreams(call.store, { sourceId, destinationId }, body.configurations?.streams),
    tags: knownTags(call.store, body.tags ?? []),
    createdAt: call.store.clock.now(),
  };
  call.store.connections.set(connection.connectionId, connection);
  return answer(connection);
}

function knownTags(store: Store, tags: readonly Tag[]): readonly Tag[] {
  return tags.map(({ tagId }) => found(store, store.tags, 'tag', tagId));
}

const connectionOf = (call: Call): Connection =>
  found(call.store, call.store.connections, 'connection', param(call, 'connectionId'));

async function change(call: Call): Promise<Json> {
  const connection = connectionOf(call);
  const { configurations, schedule, tags, ...rest } = call.body as unknown as Body;
  if (configurations?.streams !== undefined)
    connection.streams = await checkedStreams(call.store, connection, configurations.streams);
  if (schedule !== undefined) connection.schedule = checkedSchedule(schedule);
  if (tags !== undefined) connection.tags = knownTags(call.store, tags);
  for (const name of [
    'name',
    'status',
    'namespaceDefinition',
    'namespaceFormat',
    'prefix',
    'nonBreakingSchemaUpdatesBehavior',
  ] as const)
    if (rest[name] !== undefined) Object.assign(connection, { [name]: rest[name] });
  return answer(connection);
}

export const connectionRoutes: Routes = {
  'GET /connections': {
    response: 'ConnectionsResponse',
    handle: ({ store, query, address }) => {
      const wanted = workspaceFilter(store, idList(query.workspaceIds));
      const tagIds = idList(query.tagIds);
      const rows = [...store.connections.values()].filter(
        ({ workspaceId, status, tags }) =>
          wanted(workspaceId) &&
          (status !== 'deprecated' || query.includeDeleted === 'true') &&
          (tagIds === null || tags.some(({ tagId }) => tagIds.includes(tagId))),
      );
      return pageOf(rows.map(answer), query, address);
    },
  },
  'POST /connections': { request: 'ConnectionCreateRequest', response: 'ConnectionResponse', handle: create },
  'GET /connections/{connectionId}': {
    response: 'ConnectionResponse',
    handle: (call) => answer(connectionOf(call)),
  },
  'PATCH /connections/{connectionId}': {
    request: 'ConnectionPatchRequest',
    response: 'ConnectionResponse',
    handle: change,
  },
  'DELETE /connections/{connectionId}': {
    handle: (call) => {
      connectionOf(call).status = 'deprecated';
    },
  },
};
