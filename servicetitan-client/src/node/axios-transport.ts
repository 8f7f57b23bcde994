import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';

import axios, { type AxiosInstance } from 'axios';

import { isLoopback } from '../hosts';
import { TransportError, type HttpRequest, type HttpResponse, type Send } from '../transport';

import { acceptEncoding, createSpares, decodeText, withBytes } from './body';
import * as limits from './limits';
import { redirected } from './redirect';
import { startWatchdog } from './watchdog';

export interface AxiosTransportOptions {
  /** longest silence, ms; default 120 s */
  readonly readTimeoutMs?: number;
  /** longest time for one answer, ms; default 600 s */
  readonly totalTimeoutMs?: number;
  /** largest body, compressed and decompressed; default 256 MiB */
  readonly maxBodyBytes?: number;
  /** connections to one host; default 16 */
  readonly maxSockets?: number;
  readonly userAgent?: string;
}

/** axios is only to carry: no redirects, no decoding, no parsing, no opinion about a status. */
function createCarrier(options: AxiosTransportOptions): AxiosInstance {
  const agent = { keepAlive: true, maxSockets: options.maxSockets ?? limits.maxSockets };
  return axios.create({
    adapter: 'http',
    responseType: 'stream',
    decompress: false,
    maxRedirects: 0,
    validateStatus: null,
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    httpAgent: new http.Agent(agent),
    httpsAgent: new https.Agent(agent),
    headers: { common: { 'user-agent': options.userAgent ?? limits.userAgent, 'accept-encoding': acceptEncoding } },
  });
}

function lowerCased(headers: object): Record<string, string> {
  const pairs: [string, unknown][] = Object.entries(headers);
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** axios hangs the request with its headers, and so the token, on its errors: only code and words are taken over. */
function asTransportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  const { code, message } =
    typeof error === 'object' && error !== null ? (error as { code?: unknown; message?: unknown }) : {};
  const known = typeof code === 'string' ? code : 'EUNKNOWN';
  // A connection that is tried at several addresses fails with one error for each and no words of its own.
  const words = typeof message === 'string' && message !== '' ? message : `the connection failed (${known})`;
  return new TransportError(known, words.replace(/\/\/[^/\s@]+@/g, '//***@'));
}

/**
 * A Node transport over axios: connections are kept open, bodies come back as text whatever they are, the proxy
 * environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY) is honoured except for loopback, and credentials follow no redirect to
 * another host.
 */
export function createAxiosTransport(options: AxiosTransportOptions = {}): Send {
  const carrier = createCarrier(options);
  const spares = createSpares();
  const readTimeoutMs = options.readTimeoutMs ?? limits.readTimeoutMs;
  const totalTimeoutMs = options.totalTimeoutMs ?? limits.totalTimeoutMs;
  const maxBodyBytes = options.maxBodyBytes ?? limits.maxBodyBytes;

  async function exchange(request: HttpRequest): Promise<HttpResponse> {
    const watchdog = startWatchdog(readTimeoutMs, totalTimeoutMs, request.signal);
    try {
      const answer = await carrier.request<Readable>({
        method: request.method,
        url: request.url,
        headers: { ...request.headers },
        signal: watchdog.signal,
        ...(request.body === undefined ? {} : { data: request.body }),
        ...(isLoopback(new URL(request.url).hostname) ? { proxy: false } : {}),
      });
      watchdog.touch();
      const headers = lowerCased(answer.headers);
      const announced = Number(headers['content-length'] ?? 0);
      const complete = answer.status >= 200 && answer.status <= 299;
      const text = await withBytes(
        answer.data,
        { maxBytes: maxBodyBytes, expected: Number.isSafeInteger(announced) ? announced : 0, spares },
        watchdog.touch,
        (bytes) => decodeText(bytes, headers['content-encoding'] ?? '', maxBodyBytes, complete),
      );
      return Object.assign(text, { status: answer.status, headers });
    } catch (error) {
      throw watchdog.verdict() ?? asTransportError(error);
    } finally {
      watchdog.stop();
    }
  }

  return async (request) => {
    let next = request;
    for (let hop = 0; ; hop += 1) {
      const response = await exchange(next);
      const target = hop < limits.maxRedirects ? redirected(next, response) : null;
      if (target === null) return response;
      next = target;
    }
  };
}
