import type { ApiRequest, RequestOptions } from './api-request';
import { checkedConnection, type CheckedConnection, type Connection } from './connection';
import { maxTries } from './limits';
import { createPacer } from './pacing';
import type { Ports } from './ports';
import { ask, type Accept, type RequestTools } from './request';
import { createStats, type RequestStats } from './stats';
import { assertOwnTenant, createTokens, parseToken, tokenRequest, type AccessToken, type Tokens } from './token';
import type { HttpResponse } from './transport';
import { buildUrl, type Query } from './url';

export interface ServiceTitanClient {
  readonly tenant: { readonly tenantId: string; readonly environment: string };
  /**
   * GETs a path such as `/crm/v2/tenant/{tenant}/customers`, with the tenant's token, pacing and retries. With `accept`
   * the answer is read inside the tries, so that a body that cannot be used is asked for again.
   * @throws ServiceTitanError
   */
  get(path: string, query: Query, options: RequestOptions): Promise<HttpResponse>;
  get<T>(path: string, query: Query, options: RequestOptions, accept: Accept<T>): Promise<T>;
  /**
   * Like `get`, for a call that may be a POST.
   * @throws ServiceTitanError
   */
  request(request: ApiRequest, options: RequestOptions): Promise<HttpResponse>;
  request<T>(request: ApiRequest, options: RequestOptions, accept: Accept<T>): Promise<T>;
  /**
   * The current token, for a look at its tenant and scopes.
   * @throws ServiceTitanError when the credentials are not accepted or belong to another tenant
   */
  token(): Promise<AccessToken>;
  /** What was asked and waited so far, of one label or of all; `token` is the label of the token requests. */
  stats(label?: string): RequestStats;
}

const tokenLabel = 'token';

/** Waits for the label's turn and counts the waiting. */
async function depart({ pacer, ports, stats }: RequestTools, label: string, signal?: AbortSignal): Promise<void> {
  const before = ports.now();
  await pacer.depart(label, signal);
  stats.add(label, { waitedMs: Math.max(0, ports.now() - before) });
}

function createTenantTokens(
  connection: CheckedConnection,
  tools: RequestTools,
  onToken: (value: string) => void,
): Tokens {
  const { environment, tenantId } = connection;
  const fetchToken = (): Promise<AccessToken> =>
    ask(
      {
        endpoint: 'token',
        subject: { environment, tenantId, label: tokenLabel },
        async prepare() {
          await depart(tools, tokenLabel);
          return tokenRequest(connection);
        },
        accept: parseToken,
      },
      tools,
    );
  return createTokens(fetchToken, { now: tools.ports.now, onToken });
}

export interface ClientOptions {
  /** how often a request is tried in all; fewer where a person waits for the answer */
  readonly tries?: number;
  /**
   * The transport adds token and app key to each request of the API, and gets a new token after a 401, as hosts do that
   * keep the credentials of their users; only `token` then asks the token endpoint. Default false.
   */
  readonly transportAuthorizes?: boolean;
}

/**
 * A client for one tenant. It owns that tenant's token and rate; whatever shares the tenant should share the client.
 * @throws ServiceTitanError (config) when the connection cannot be used as it is written
 */
export function createClient(
  connection: Connection,
  ports: Ports,
  { tries = maxTries, transportAuthorizes = false }: ClientOptions = {},
): ServiceTitanClient {
  const checked = checkedConnection(connection);
  const { environment, tenantId, apiUrl, appKey, clientSecret } = checked;
  let lastToken = '';
  const tools: RequestTools = {
    ports,
    pacer: createPacer(checked.requestsPerSecond, ports),
    stats: createStats(),
    secrets: () => [clientSecret, appKey, lastToken],
    tries,
  };
  const tokens = createTenantTokens(checked, tools, (value) => {
    lastToken = value;
    ports.onToken?.(value);
  });

  async function token(): Promise<AccessToken> {
    const current = await tokens.current();
    assertOwnTenant(current, checked);
    return current;
  }

  /** A token that is good at a departure: the wait for one can outlast the token, and a new token took one itself. */
  async function tokenAtDeparture(label: string, signal: AbortSignal | undefined): Promise<AccessToken> {
    const first = await token();
    await depart(tools, label, signal);
    if (ports.now() < first.renewAt) return first;
    const second = await token();
    await depart(tools, label, signal);
    return second;
  }

  function call<T>({ method, path, query, body }: ApiRequest, options: RequestOptions, accept: Accept<T>): Promise<T> {
    const { label, scope, signal, retryConflict, ownLimit, onLimited } = options;
    const url = buildUrl(apiUrl, path, tenantId, query);
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    let used: AccessToken | undefined;
    return ask<T>(
      {
        endpoint: 'api',
        subject: { environment, tenantId, label, scope },
        signal,
        retryConflict,
        ownLimit,
        onLimited,
        async prepare() {
          if (transportAuthorizes) await depart(tools, label, signal);
          else used = await tokenAtDeparture(label, signal);
          return {
            method,
            url,
            headers: {
              ...(used === undefined ? {} : { authorization: `Bearer ${used.value}`, 'st-app-key': appKey }),
              accept: 'application/json',
              ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...content,
            ...(signal === undefined ? {} : { signal }),
          };
        },
        accept,
        ...(transportAuthorizes
          ? {}
          : {
              renewToken() {
                if (used !== undefined) tokens.refused(used);
              },
            }),
      },
      tools,
    );
  }

  const asItIs: Accept<HttpResponse> = (response) => response;
  function request(what: ApiRequest, options: RequestOptions): Promise<HttpResponse>;
  function request<T>(what: ApiRequest, options: RequestOptions, accept: Accept<T>): Promise<T>;
  function request<T>(what: ApiRequest, options: RequestOptions, accept?: Accept<T>): Promise<T | HttpResponse> {
    return accept === undefined ? call(what, options, asItIs) : call(what, options, accept);
  }
  function get(path: string, query: Query, options: RequestOptions): Promise<HttpResponse>;
  function get<T>(path: string, query: Query, options: RequestOptions, accept: Accept<T>): Promise<T>;
  function get<T>(path: string, query: Query, options: RequestOptions, accept?: Accept<T>): Promise<T | HttpResponse> {
    const what = { method: 'GET', path, query } as const;
    return accept === undefined ? call(what, options, asItIs) : call(what, options, accept);
  }

  return { tenant: { tenantId, environment }, get, request, token, stats: (label) => tools.stats.read(label) };
}
