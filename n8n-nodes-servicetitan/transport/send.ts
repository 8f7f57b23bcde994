import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { TransportError, type HttpRequest, type HttpResponse, type Send } from 'servicetitan-client';

import { answerTimeoutMs } from './limits';

/** One of n8n's helpers, with or without a credential. */
export type Ask = (options: IHttpRequestOptions) => Promise<unknown>;

function optionsOf({ method, url, headers, body, signal }: HttpRequest): IHttpRequestOptions {
  return {
    method,
    url,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
    encoding: 'text',
    json: false,
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    disableFollowRedirect: true,
    timeout: answerTimeoutMs,
  };
}

function responseOf(answer: unknown): HttpResponse {
  const { statusCode, headers, body } = answer as IN8nHttpFullResponse;
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return {
    status: statusCode,
    headers: Object.fromEntries(named),
    body: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
  };
}

/** Only code and words of a failure are taken over: the rest of it can hold the request with its headers. */
function transportError(error: unknown): TransportError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return new TransportError(
    typeof code === 'string' ? code : 'EUNKNOWN',
    typeof message === 'string' && message !== '' ? message : 'the connection failed',
  );
}

/** The client's way out of n8n. */
export function createSend(ask: Ask): Send {
  return async (request) => {
    let answer: unknown;
    try {
      answer = await ask(optionsOf(request));
    } catch (error) {
      throw transportError(error);
    }
    return responseOf(answer);
  };
}
