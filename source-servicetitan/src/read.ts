import {
  requireStreams,
  type ConfiguredCatalog,
  type ConfiguredStream,
  type Context,
  type ReadPlan,
  type StreamEvent,
  type StreamStates,
  type StreamTask,
} from 'airbyte-runtime';
import { missingScopeError, ServiceTitanError, type ServiceTitanClient } from 'servicetitan-client';
import { streams, type StreamSpec } from 'servicetitan-specs';

import type { SourceConfig } from './config';
import { discoverCatalog } from './discover';
import { parsePosition, toState, type Position } from './position';
import { probeTenant } from './probe';
import { readStream } from './read-stream';
import { tenantNumber } from './record';
import { missingScopes } from './scopes';

/**
 * Streams read at once. One stream has one request under way and one page ahead, so this many keep a tenant's budget of
 * 10 requests a second busy at ServiceTitan's usual half second an answer; more would only hold more pages in memory.
 */
const streamsAtOnce = 5;

interface ReadRequest {
  readonly catalog: ConfiguredCatalog;
  readonly states: StreamStates;
}

const byName = new Map(streams.map((stream) => [stream.name, stream]));

function specOf(configured: ConfiguredStream): StreamSpec {
  const spec = byName.get(configured.stream.name);
  if (spec === undefined) throw new Error(`stream ${configured.stream.name} passed requireStreams without being known`);
  return spec;
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
  requireStreams(request.catalog, discoverCatalog().streams);
  const planned = request.catalog.streams
    .map((configured) => {
      const spec = specOf(configured);
      // a full refresh begins at the start whatever the state says
      const state = configured.sync_mode === 'incremental' ? request.states.get(configured.stream) : undefined;
      return { configured, spec, from: parsePosition(spec, state, config.start_date) };
    })
    .sort((a, b) => a.spec.order - b.spec.order);
  const { scopes } = await client.token();
  const tenantAnswers = once(() => probeTenant(client, scopes, now));

  const tasks = planned.map(({ configured, spec, from }): StreamTask => ({
    stream: configured,
    read: () =>
      readPlanned({
        client,
        config,
        context,
        spec,
        mode: configured.sync_mode,
        granted: scopes,
        from,
        tenantAnswers,
      }),
  }));
  return { tasks, concurrency: streamsAtOnce };
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= run());
}

interface PlannedStream {
  readonly client: ServiceTitanClient;
  readonly config: SourceConfig;
  readonly context: Context;
  readonly spec: StreamSpec;
  readonly mode: 'full_refresh' | 'incremental';
  readonly granted: readonly string[] | null;
  readonly from: Position;
  readonly tenantAnswers: () => Promise<void>;
}

async function* readPlanned(planned: PlannedStream): AsyncGenerator<StreamEvent> {
  const { client, config, context, spec } = planned;
  if (missingScopes(planned.granted, [spec]).length > 0)
    throw missingScopeError({ ...client.tenant, label: spec.name, scope: spec.scope });
  let pages = 0;
  try {
    for await (const event of readStream({
      client,
      stream: spec,
      from: planned.from,
      mode: planned.mode,
      tenantId: tenantNumber(config.tenant_id),
      includeRecentChanges: config.include_recent_changes,
    })) {
      pages += 1;
      yield event;
    }
  } catch (error) {
    if (pages > 0 || !(error instanceof ServiceTitanError) || error.kind !== 'missing_module') throw error;
    // A wrong app key or tenant answers like a module that is not there: only a tenant that answers can lack a module.
    await planned.tenantAnswers();
    context.log.warn(
      `Stream ${spec.name}: tenant ${config.tenant_id} has no ${spec.module} module or no access to it (404). ` +
        'The stream ends empty. Ask ServiceTitan to enable the module, or deselect the stream.',
    );
    yield { type: 'state', state: toState(planned.from, true) };
  }
  const { requests, retries, waitedMs } = client.stats(spec.name);
  context.log.info(`${spec.name}: ${requests} requests, ${retries} retries, ${(waitedMs / 1000).toFixed(1)} s waiting`);
}
