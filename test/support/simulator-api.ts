import type { Simulator, Tenant } from '../simulator';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

export interface Page {
  page: number;
  pageSize: number;
  hasMore: boolean;
  totalCount: number | null;
  data: Record<string, unknown>[];
}

export interface Batch {
  hasMore: boolean;
  continueFrom: string;
  data: Record<string, unknown>[];
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  traceId: string;
  errors: Record<string, string[]>;
  data: unknown;
}

export type Query = Record<string, string | number | boolean> | [string, string][];

/** Talks to the simulator as a plain client does: no retries, no reading between the lines. */
export interface ApiClient {
  token: string;
  /** `path` is what follows the host, with `{tenant}` in it. */
  get(path: string, query?: Query, headers?: Record<string, string>, signal?: AbortSignal): Promise<Reply>;
  /** A POST with a JSON body. */
  post(path: string, body: unknown): Promise<Reply>;
  page(path: string, query?: Query): Promise<Page>;
  batch(path: string, query?: Query): Promise<Batch>;
  problem(path: string, query?: Query): Promise<Problem>;
  /** Every batch of a feed from a token, a date or the beginning. */
  feed(path: string, from?: string, query?: Record<string, string>): Promise<Batch[]>;
}

export function requestToken(
  simulator: Simulator,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(simulator.authUrl, { method: 'POST', body: new URLSearchParams(form), headers });
}

export const credentialsOf = (tenant: Tenant): Record<string, string> => ({
  grant_type: 'client_credentials',
  client_id: tenant.clientId,
  client_secret: tenant.clientSecret,
});

export async function connect(simulator: Simulator, tenant: Tenant = simulator.tenants[0]): Promise<ApiClient> {
  const granted = (await (await requestToken(simulator, credentialsOf(tenant))).json()) as { access_token: string };
  const addressOf = (path: string) => `${simulator.apiUrl}${path.replace('{tenant}', tenant.tenantId)}`;
  const get: ApiClient['get'] = async (path, query = {}, headers = {}, signal) => {
    const search = new URLSearchParams(
      Array.isArray(query)
        ? query
        : Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const url = `${addressOf(path)}?${search.toString()}`;
    const sent = { authorization: `Bearer ${client.token}`, 'st-app-key': tenant.appKey, ...headers };
    const response = await fetch(url, { headers: sent, ...(signal === undefined ? {} : { signal }) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const successful = async (path: string, query?: Query): Promise<unknown> => {
    const reply = await get(path, query);
    if (reply.status !== 200) throw new Error(`${path}: status ${String(reply.status)} ${reply.text}`);
    return JSON.parse(reply.text);
  };
  const client: ApiClient = {
    token: granted.access_token,
    get,
    post: async (path, body) => {
      const headers = {
        authorization: `Bearer ${client.token}`,
        'st-app-key': tenant.appKey,
        'content-type': 'application/json',
      };
      const response = await fetch(addressOf(path), { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    page: async (path, query) => (await successful(path, query)) as Page,
    batch: async (path, query) => (await successful(path, query)) as Batch,
    problem: async (path, query) => JSON.parse((await get(path, query)).text) as Problem,
    feed: async (path, from, query = {}) => {
      const batches: Batch[] = [];
      let next = from;
      for (;;) {
        const batch = await client.batch(path, { ...query, ...(next === undefined ? {} : { from: next }) });
        batches.push(batch);
        if (!batch.hasMore) return batches;
        next = batch.continueFrom;
      }
    },
  };
  return client;
}

export const idsOf = (rows: readonly Record<string, unknown>[]): unknown[] => rows.map(({ id }) => id);
