/** What n8n's helpers throw, as the client knows it. */
import { ServiceTitanError, TransportError, type ErrorKind, type HttpResponse } from 'servicetitan-client';

import { kindOf } from './credential-error';

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {});

/** The error and what it was caused by: n8n wraps what HTTP and credentials throw, and before 2.x keeps no cause. */
function chainOf(error: unknown): Members[] {
  const chain: Members[] = [];
  for (let at = error; at instanceof Object && !chain.includes(at as Members); at = (at as Members).cause)
    chain.push(at as Members);
  return chain;
}

/** The first of the chain that has a text there. */
function textIn(chain: readonly Members[], member: string): string | undefined {
  const found = chain.map((each) => each[member]).find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : undefined;
}

/** The answer that an error was made of, where there was one; of an older n8n's, only its status is left. */
export function answerIn(error: unknown): HttpResponse | undefined {
  const chain = chainOf(error);
  const { status, headers, data } = membersOf(chain.find(({ response }) => response !== undefined)?.response);
  const known = typeof status === 'number' ? status : Number(textIn(chain, 'httpCode'));
  if (!(known >= 100 && known <= 599)) return undefined;
  const named = Object.entries(membersOf(headers)).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return {
    status: known,
    headers: Object.fromEntries(named),
    body: typeof data === 'string' ? data : JSON.stringify(data ?? ''),
  };
}

/** Only time helps against these. */
const passing: ReadonlySet<ErrorKind> = new Set(['rate_limit', 'outage', 'bad_response']);

/** n8n keeps a credential from hosts that its owner has not allowed, and itself from networks that its operator forbids. */
const forbidden = /^Domain not allowed|^The request was blocked/;

function notLetOut(words: string): ServiceTitanError {
  return new ServiceTitanError({
    kind: 'settings',
    failureType: 'config',
    message:
      `n8n does not let the request to ServiceTitan out: ${words.replace(/[.]$/, '')}. ` +
      'Under Allowed HTTP Request Domains of the credential, allow the hosts of the API and of the token endpoint; where n8n protects itself against requests to networks of its own, ask whoever runs it.',
  });
}

/**
 * Only code and words of a failure are taken over: the rest of it can hold the request with its headers. A failure that
 * another try would not better is no TransportError.
 */
export function failureOf(error: unknown): Error {
  const chain = chainOf(error);
  const message = textIn(chain.toReversed(), 'message') ?? 'the connection failed';
  const kind = kindOf(textIn(chain, 'httpCode'));
  if (kind !== undefined && !passing.has(kind)) return new ServiceTitanError({ kind, failureType: 'config', message });
  if (forbidden.test(message)) return notLetOut(message);
  const code = textIn(chain, 'code') ?? textIn(chain, 'httpCode');
  return new TransportError(kind === undefined ? (code ?? 'EUNKNOWN') : 'no token', message);
}
