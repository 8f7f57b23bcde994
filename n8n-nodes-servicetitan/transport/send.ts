import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { HttpRequest, HttpResponse, Send } from 'servicetitan-client';

import { answerIn, failureOf } from './failure';
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
    // the text as it came: numbers keep every digit
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

/** For requests that carry all they need, as those for a token do. */
export function createSend(ask: Ask): Send {
  return async (request) => {
    try {
      return responseOf(await ask(optionsOf(request)));
    } catch (error) {
      throw failureOf(error);
    }
  };
}

/**
 * n8n gets a new token when the helper throws a 401, so a 401 must not come back as an answer like every other status.
 * Its type knows this form from 2.10 on; before, any object means "no status is an error".
 */
const all401s = { ignore: true, except: [401] } as unknown as boolean;

/** For requests of the API: n8n adds token and app key, and repeats a request that a stale token was the matter with. */
export function createAuthorizedSend(ask: Ask): Send {
  return async (request) => {
    const options = optionsOf(request);
    try {
      const answer = responseOf(await ask({ ...options, ignoreHttpStatusErrors: all401s }));
      if (answer.status !== 401) return answer;
      // an older n8n, which knows all statuses or none
      return responseOf(await ask({ ...options, ignoreHttpStatusErrors: false }));
    } catch (error) {
      const answer = answerIn(error);
      if (answer === undefined) throw failureOf(error);
      return answer;
    }
  };
}
