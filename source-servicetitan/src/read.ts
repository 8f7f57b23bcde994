import {
  requireStreams,
  type ConfiguredCatalog,
  type ConfiguredStream,
  type Context,
  type ReadPlan,
  type StreamStates,
  type StreamTask,
} from 'airbyte-runtime';
import { catalog, probeTenant, startOf, type ServiceTitanClient } from 'servicetitan-client';

import { readCatalogStream, type CatalogRead, type CatalogStream } from './catalog-task';
import type { SourceConfig } from './config';
import { streamsAtOnce } from './limits';
import { offeredStreams } from './offered-streams';
import { describeStats } from './progress';
import { hasPosition, parsePosition } from './state';

interface ReadRequest {
  readonly catalog: ConfiguredCatalog;
  readonly states: StreamStates;
}

/** Looks at a stream's state without asking ServiceTitan anything. @throws a config error for a state of another shape */
function planStream(configured: ConfiguredStream, states: StreamStates, config: SourceConfig): CatalogStream {
  const spec = catalog.find(configured.stream.name);
  if (spec === undefined) throw new Error(`stream ${configured.stream.name} passed requireStreams without being known`);
  const mode = configured.sync_mode;
  // a full refresh begins at the start whatever the state says
  const state = mode === 'incremental' ? states.get(configured.stream) : undefined;
  const from = parsePosition(spec.name, startOf(spec, config.start_date, catalog), state);
  return { spec, mode, from, first: !hasPosition(state) };
}

/**
 * What to read, reference streams first. States and sync modes are looked at before the first request, so that a wrong
 * one costs nothing; the token is fetched here, so that a connection that does not work is said once, not per stream.
 */
export async function planRead(
  client: ServiceTitanClient,
  config: SourceConfig,
  request: ReadRequest,
  context: Context,
  now: () => number,
): Promise<ReadPlan> {
  requireStreams(request.catalog, offeredStreams);
  const planned = request.catalog.streams
    .map((configured) => ({ configured, stream: planStream(configured, request.states, config) }))
    .sort((a, b) => a.stream.spec.order - b.stream.spec.order);
  const { scopes: granted } = await client.token();
  const tenantAnswers = once(() => probeTenant(client, granted, now));
  const read: CatalogRead = { client, config, context, catalog, now, granted, tenantAnswers };
  const tasks = planned.map(({ configured, stream }): StreamTask => ({
    stream: configured,
    progress: () => describeStats(client.stats(stream.spec.name)),
    read: () => readCatalogStream(read, stream),
  }));
  return { tasks, concurrency: streamsAtOnce(config.requests_per_second) };
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= run());
}
