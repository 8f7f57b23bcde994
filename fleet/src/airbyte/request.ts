import { setTimeout as sleep } from 'node:timers/promises';

import { TransportError, type HttpRequest, type HttpResponse, type Send } from 'servicetitan-client';

import { AirbyteError, refused, unreadable } from './errors';

export interface AirbyteAccess {
  /** base of the public API, without a slash at its end */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface AirbyteRequest {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** "create the source of acme": completes "Airbyte did not ..." */
  readonly what: string;
}

/** Sends a request of the API with a valid token; gives the parsed body, or undefined where there is none. */
export type Ask = (request: AirbyteRequest) => Promise<unknown>;

// A token lives for minutes (Airbyte: 3 by default); renewed before that, a long apply never meets its end.
const renewBeforeMs = 30_000;
const assumedLifeMs = 180_000;
const attempts = 4;
const firstPauseMs = 1_000;

interface Token {
  readonly text: string;
  readonly until: number;
}

function parsed(body: string, what: string): unknown {
  if (body.trim() === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw unreadable(what);
  }
}

/** Whether trying again can help and can do no harm: what changes something is only repeated when it was not begun. */
function mayRepeat(method: HttpRequest['method'], outcome: HttpResponse | TransportError): boolean {
  if (outcome instanceof TransportError) return method === 'GET' || outcome.code === 'ECONNREFUSED';
  if (outcome.status === 429) return true;
  return method === 'GET' && outcome.status >= 500;
}

/** What a request is made with. */
export interface AskPorts {
  readonly send: Send;
  /** epoch milliseconds */
  now(): number;
  /** takes secrets out of an answer, which may repeat what it was sent */
  mask(text: string): string;
}

export function createAsk(access: AirbyteAccess, { send, now, mask }: AskPorts): Ask {
  let token: Token | undefined;

  async function attempt(request: HttpRequest): Promise<HttpResponse | TransportError> {
    try {
      return await send(request);
    } catch (error) {
      if (error instanceof TransportError) return error;
      throw error;
    }
  }

  async function exchange(request: HttpRequest, what: string): Promise<HttpResponse> {
    for (let count = 1; ; count += 1) {
      const outcome = await attempt(request);
      if (count < attempts && mayRepeat(request.method, outcome)) {
        await sleep(firstPauseMs * 2 ** (count - 1));
        continue;
      }
      if (!(outcome instanceof TransportError)) return outcome;
      throw new AirbyteError(
        `Airbyte at ${access.url} could not be reached to ${what}: ${outcome.message}. Check airbyte.url and the network, then run it again; what is done stays done.`,
        'transient',
      );
    }
  }

  async function freshToken(): Promise<Token> {
    const what = 'give a token';
    const answer = await exchange(
      {
        method: 'POST',
        url: `${access.url}/applications/token`,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({
          client_id: access.clientId,
          client_secret: access.clientSecret,
          'grant-type': 'client_credentials',
        }),
      },
      what,
    );
    if (answer.status < 200 || answer.status > 299) throw refused(what, answer.status, mask(answer.body));
    const body = parsed(answer.body, what) as { access_token?: unknown; expires_in?: unknown } | undefined;
    if (typeof body?.access_token !== 'string') throw unreadable(what);
    const life = typeof body.expires_in === 'number' ? body.expires_in * 1000 : assumedLifeMs;
    return { text: body.access_token, until: now() + life };
  }

  async function call(request: AirbyteRequest, text: string): Promise<HttpResponse> {
    const query = new URLSearchParams(
      Object.entries(request.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return exchange(
      {
        method: request.method,
        url: `${access.url}${request.path}${query.size > 0 ? `?${query.toString()}` : ''}`,
        headers: { authorization: `Bearer ${text}`, accept: 'application/json', 'content-type': 'application/json' },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      },
      request.what,
    );
  }

  return async (request) => {
    token = token !== undefined && now() < token.until - renewBeforeMs ? token : await freshToken();
    let answer = await call(request, token.text);
    if (answer.status === 401) {
      token = await freshToken();
      answer = await call(request, token.text);
    }
    if (answer.status < 200 || answer.status > 299) throw refused(request.what, answer.status, mask(answer.body));
    return parsed(answer.body, request.what);
  };
}
