import type { Context, JsonObject, StreamEvent } from 'airbyte-runtime';
import { createCatalog, createClient, startOf, type HttpRequest } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import {
  connection,
  createWorld,
  jwt,
  tokenAnswer,
  type Answer,
  type World,
} from '../../../servicetitan-client/test/support/world';
import { readCatalogStream } from '../../src/catalog-task';
import type { SourceConfig } from '../../src/config';
import { hasPosition, parsePosition } from '../../src/state';

/** What the test's server answers, after as long as it sleeps. */
export type Server = (
  request: HttpRequest,
  count: number,
  sleep: (ms: number) => Promise<void>,
) => Answer | Promise<Answer>;

export interface Sync {
  readonly events: readonly StreamEvent[];
  /** texts of the records */
  readonly records: readonly string[];
  readonly states: readonly JsonObject[];
  /** what the read ended with, when it did not end well */
  readonly error: unknown;
  readonly world: World;
  /** path and query of every request of the API */
  readonly asked: readonly string[];
  readonly lines: readonly string[];
}

export interface SyncOptions {
  readonly state?: JsonObject;
  readonly mode?: 'full_refresh' | 'incremental';
  readonly startDate?: string;
  readonly scopes?: readonly string[];
  /** the machine's clock */
  readonly now?: string;
  /** reads so many events and then stops */
  readonly stopAfter?: number;
}

/** Reads one stream of a catalog from a scripted server, as a sync does. */
export async function sync(
  streams: readonly StreamSpec[],
  name: string,
  server: Server,
  { state, mode = 'incremental', startDate, scopes, now, stopAfter = Infinity }: SyncOptions = {},
): Promise<Sync> {
  const world: World = createWorld(
    (request, count) => server(request, count, (ms) => world.sleep(ms)),
    () => tokenAnswer({ access_token: jwt({ scope: scopes ?? streams.map(({ scope }) => scope) }) }),
  );
  const catalog = createCatalog(streams);
  const client = createClient({ ...connection, requestsPerSecond: 60 }, world.ports);
  const lines: string[] = [];
  const log = {
    debug() {},
    info: (line: string) => void lines.push(line),
    warn: (line: string) => void lines.push(line),
    error() {},
  };
  const context: Context = { log, secrets: { add() {} }, rateLimited() {} };
  const config = { tenant_id: '42', environment: 'production', include_recent_changes: false } as SourceConfig;
  const spec = catalog.find(name)!;
  const from = parsePosition(name, startOf(spec, startDate, catalog), state);
  const events: StreamEvent[] = [];
  let error: unknown;
  const reading = async (): Promise<void> => {
    const { scopes: granted } = await client.token();
    const read = {
      client,
      config,
      context,
      catalog,
      granted,
      now: () => (now === undefined ? world.now() : Date.parse(now)),
      tenantAnswers: () => Promise.resolve(),
    };
    for await (const event of readCatalogStream(read, { spec, mode, from, first: !hasPosition(state) })) {
      events.push(event);
      if (events.length >= stopAfter) return;
    }
  };
  await world.run(reading().catch((caught: unknown) => void (error = caught)));
  return {
    events,
    records: events.flatMap((event) => (event.type === 'records' ? event.raw : [])),
    states: events.flatMap((event) => (event.type === 'state' ? [event.state] : [])),
    error,
    world,
    asked: world.api().map(({ request }) => request.url.replace(/^https:\/\/[^/]+\/crm\/v2\/tenant\/\d+\//, '')),
    lines,
  };
}

/** A page of a list. */
export const page = (rows: readonly string[], hasMore = false, headers: Record<string, string> = {}) => ({
  headers,
  body: `{"hasMore":${hasMore},"data":[${rows.join(',')}]}`,
});

/** A batch of an export feed. */
export const batch = (rows: readonly string[], continueFrom: string, hasMore = false) => ({
  body: `{"hasMore":${hasMore},"continueFrom":"${continueFrom}","data":[${rows.join(',')}]}`,
});
