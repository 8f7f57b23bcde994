import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createClock, type Clock } from '../simulator/clock';

import { basePath, createApi } from './api';
import { answerControl, controlPrefix } from './control';
import { localImages } from './images';
import { defaultPlan, settle } from './job-life';
import { startJob } from './jobs';
import { notify } from './notifications';
import { createStore, found, type ActorKind, type Store } from './store';
import { createTokens, type Tokens } from './tokens';
import type { AirbyteOptions, Delivery, Fault, Job, JobPlan, Json, RequestRecord, Switches } from './types';

/** A running simulation of Airbyte's public API. */
export interface Airbyte {
  /** What goes into a client's settings: with the base path, without a slash at the end. */
  readonly apiUrl: string;
  /** Where links to its interface would lead. */
  readonly webUrl: string;
  /** The workspace that is there from the start. */
  readonly workspaceId: string;
  /** May be changed: the next token request meets the new secret, the next token the new life. */
  readonly settings: { application: { clientId: string; clientSecret: string }; tokenSeconds: number };
  readonly clock: Clock;
  readonly switches: Switches;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly requests: readonly RequestRecord[];
  readonly deliveries: readonly Delivery[];
  clearRequests(): void;
  /** How the next jobs will go, of one connection or of all that have no plan of their own. */
  plan(plan: Partial<JobPlan>, connectionId?: string): void;
  /** Makes definitions of this repository's two connectors, as an operator does once. */
  installConnectors(): { sourceDefinitionId: string; destinationDefinitionId: string };
  /** Starts a sync as the schedule would. @throws Problem */
  startSync(connectionId: string): Job;
  addFault(fault: Fault): void;
  /** What the vault holds, secrets included. */
  configurationOf(kind: ActorKind, id: string): Json;
  /** Ends what is due and waits until its notifications were delivered. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const tickMs = 100;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Repeated parameters are one list, as the API's comma-separated form. */
function queryOf(search: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name).join(',')]));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, text === '' ? {} : { 'content-type': type }).end(text);
}

/** Starts the simulation on a loopback port. */
export async function startAirbyte(options: AirbyteOptions = {}): Promise<Airbyte> {
  const clock = options.clock ?? createClock();
  const switches: Switches = { notFoundStatus: 404, inactiveSyncStatus: 409, ...options.switches };
  const settings = {
    application: options.application ?? { clientId: 'airbyte-client', clientSecret: 'airbyte-client-secret' },
    tokenSeconds: options.tokenSeconds ?? 180,
  };
  const store = createStore(clock, switches, options.images ?? localImages(), options.workspace ?? 'ServiceTitan');
  const tokens = createTokens(clock, settings);
  const plans = new Map<string | undefined, JobPlan>();
  const requests: RequestRecord[] = [];
  const deliveries: Delivery[] = [];
  const underWay = new Set<Promise<void>>();
  let faults: (Fault & { left: number; toSkip: number })[] = [];

  const planFor = (connectionId: string): JobPlan => plans.get(connectionId) ?? plans.get(undefined) ?? defaultPlan;
  const api = createApi(store, tokens, planFor);

  const settleDue = () => {
    for (const job of settle(store)) {
      const delivery = notify(store, job, webUrl, deliveries).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    }
  };

  const faultFor = (method: string, path: string): Fault | undefined => {
    const hit = faults.find(
      (fault) => new RegExp(fault.path).test(path) && (fault.method ?? method) === method && (fault.toSkip -= 1) < 0,
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    faults = faults.filter(({ left }) => left > 0);
    return hit;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://airbyte');
    const method = request.method ?? 'GET';
    const query = queryOf(searchParams);
    const body = parsed(await readBody(request));
    settleDue();
    if (pathname.startsWith(controlPrefix)) {
      const { status, body: answer } = answerControl(airbyte, method, pathname.slice(controlPrefix.length), body);
      send(response, status, answer);
      return;
    }
    const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : '';
    const record: RequestRecord = { number: requests.length + 1, method, path, query, body, status: 0 };
    requests.push(record);
    const address = `${webUrl}${pathname}`;
    const fault = faultFor(method, path);
    const answer =
      fault ?? (await api({ method, path, query, authorization: request.headers.authorization, body, address }));
    record.status = answer.status;
    send(response, answer.status, answer.body);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A bug of the simulation must not look like Airbyte
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(599)
          .end(`simulation failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  const webUrl = `http://${address}:${String(port)}`;
  const timer = setInterval(settleDue, tickMs).unref();

  const airbyte: Airbyte = {
    apiUrl: `${webUrl}${basePath}`,
    webUrl,
    workspaceId: [...store.workspaces.keys()][0] ?? '',
    settings,
    clock,
    switches,
    store,
    tokens,
    requests,
    deliveries,
    clearRequests: () => {
      requests.length = 0;
    },
    plan: (plan, connectionId) => {
      plans.set(connectionId, { ...defaultPlan, ...plan });
    },
    installConnectors: () => {
      const install = (kind: ActorKind, name: string, repository: string) => {
        const definition = {
          id: randomUUID(),
          workspaceId: airbyte.workspaceId,
          name,
          dockerRepository: repository,
          dockerImageTag: 'latest',
        };
        store.definitions[kind].set(definition.id, definition);
        return definition.id;
      };
      return {
        sourceDefinitionId: install('source', 'ServiceTitan', 'source-servicetitan'),
        destinationDefinitionId: install('destination', 'Legacy ingest', 'destination-legacy-ingest'),
      };
    },
    startSync: (connectionId) => startJob(store, connectionId, 'sync', planFor(connectionId)),
    addFault: (fault) => {
      faults.push({ ...fault, left: fault.times ?? 1, toSkip: fault.skip ?? 0 });
    },
    configurationOf: (kind, id) => found(store, store.actors[kind], kind, id).configuration,
    settled: async () => {
      settleDue();
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: async () => {
      clearInterval(timer);
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
  return airbyte;
}
