import {
  createClient,
  TransportError,
  type Connection,
  type HttpRequest,
  type HttpResponse,
  type Ports,
  type ServiceTitanClient,
  type Wait,
} from '../../src';

export type Answer = Partial<HttpResponse> | TransportError;

/** What a test's server answers; `count` is the number of the request among those of its kind, from 0. */
export type Server = (request: HttpRequest, count: number) => Answer | Promise<Answer>;

export const connection: Connection = {
  environment: 'production',
  tenantId: '1234567',
  clientId: 'cid.abc',
  clientSecret: 'cs1.very-secret',
  appKey: 'ak1.app-key',
  requestsPerSecond: 10,
};

function base64Url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** An unsigned token with the claims that ServiceTitan's have. */
export function jwt(claims: Record<string, unknown> = {}): string {
  const payload = { tenant: '1234567', scope: ['tn.crm.customers:r'], ...claims };
  return `${base64Url({ alg: 'RS256', typ: 'at+jwt' })}.${base64Url(payload)}.signature`;
}

export function tokenAnswer(members: Record<string, unknown> = {}): Answer {
  return { body: JSON.stringify({ access_token: jwt(), expires_in: 900, token_type: 'Bearer', ...members }) };
}

export interface World {
  readonly ports: Ports;
  /** every request with its time of departure */
  readonly sent: { readonly at: number; readonly request: HttpRequest }[];
  readonly waits: Wait[];
  readonly lines: string[];
  readonly tokens: string[];
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs until the promise settles; time jumps from one sleeper to the next. */
  run<T>(promise: Promise<T>): Promise<T>;
  client(change?: Partial<Connection>): ServiceTitanClient;
  api(): { readonly at: number; readonly request: HttpRequest }[];
}

export const start = Date.UTC(2026, 0, 1);
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const isToken = (request: HttpRequest): boolean => request.url.endsWith('/connect/token');

/** A world with its own time, in which a scripted server answers. Time passes only while everybody sleeps. */
export function createWorld(api: Server, token: Server = () => tokenAnswer(), random: () => number = () => 1): World {
  let now = start;
  const sleepers: { at: number; wake: () => void }[] = [];
  const world: World = {
    sent: [],
    waits: [],
    lines: [],
    tokens: [],
    now: () => now,
    sleep: (ms) => new Promise<void>((wake) => void sleepers.push({ at: now + ms, wake })),
    async run(promise) {
      const state = { settled: false };
      const done = (): void => void (state.settled = true);
      promise.then(done, done);
      for (;;) {
        await nextTurn();
        if (state.settled) return promise;
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (next === undefined) throw new Error('everybody waits and nobody sleeps');
        now = Math.max(now, next.at);
        next.wake();
      }
    },
    client: (change) => createClient({ ...connection, ...change }, world.ports),
    api: () => world.sent.filter(({ request }) => !isToken(request)),
    ports: {
      now: () => now,
      random,
      sleep: (ms) => world.sleep(ms),
      log: {
        debug: (line) => void world.lines.push(line),
        info: (line) => void world.lines.push(line),
        warn: (line) => void world.lines.push(line),
      },
      onWait: (wait) => void world.waits.push(wait),
      onToken: (value) => void world.tokens.push(value),
      async send(request) {
        const kind = isToken(request);
        const count = world.sent.filter((earlier) => isToken(earlier.request) === kind).length;
        world.sent.push({ at: now, request });
        const answer = await (kind ? token : api)(request, count);
        if (answer instanceof TransportError) throw answer;
        return { status: 200, headers: {}, body: '', ...answer };
      },
    },
  };
  return world;
}

/** The value a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error: unknown) => error,
  );
}

/** Most events within any second, the second's end excluded. */
export function peakPerSecond(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));
}

export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
