/** What n8n's helpers throw, as the client knows it. */
import {
  ServiceTitanError,
  TransportError,
  type ErrorKind,
  type FailureType,
  type HttpResponse,
} from 'servicetitan-client';

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {});

/** The error and what it was caused by: n8n wraps what HTTP and credentials throw. */
function chainOf(error: unknown): Members[] {
  const chain: Members[] = [];
  for (let at = membersOf(error); Object.keys(at).length > 0 || at instanceof Error; at = membersOf(at.cause)) {
    if (chain.includes(at)) break;
    chain.push(at);
  }
  return chain;
}

/** The answer that an error was made of, where there was one. */
export function answerIn(error: unknown): HttpResponse | undefined {
  const { status, headers, data } = membersOf(chainOf(error).find(({ response }) => response !== undefined)?.response);
  if (typeof status !== 'number') return undefined;
  const named = Object.entries(membersOf(headers)).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return {
    status,
    headers: Object.fromEntries(named),
    body: typeof data === 'string' ? data : JSON.stringify(data ?? ''),
  };
}

/** An error of the credential, which is a bundle of its own with classes of its own. */
function credentialError(chain: readonly Members[]): ServiceTitanError | TransportError | undefined {
  const found = chain.find(({ name, kind }) => name === 'ServiceTitanError' && typeof kind === 'string');
  if (found === undefined) return undefined;
  const { kind, failureType, message } = found as { kind: ErrorKind; failureType: FailureType; message: string };
  if (failureType === 'transient') return new TransportError('no token', message);
  return new ServiceTitanError({ kind, failureType, message });
}

/** n8n keeps a credential from hosts that its owner has not allowed, and instances from networks of their own. */
const forbidden = /not allowed|restricts|blocked/i;

/**
 * Only code and words of a failure are taken over: the rest of it can hold the request with its headers. A failure that
 * another try would not better is no TransportError.
 */
export function failureOf(error: unknown): Error {
  const chain = chainOf(error);
  const fromCredential = credentialError(chain);
  if (fromCredential !== undefined) return fromCredential;
  const code = chain.map((each) => each.code).find((each) => typeof each === 'string');
  const words = chain.map(({ message }) => message).findLast((each) => typeof each === 'string' && each !== '');
  const message = typeof words === 'string' ? words : 'the connection failed';
  if (code === undefined && forbidden.test(message))
    return new ServiceTitanError({
      kind: 'settings',
      failureType: 'config',
      message:
        `n8n does not let the credential's request out: ${message}. ` +
        'Under "Allowed HTTP Request Domains" of the credential, allow the host of the API and the host of the token endpoint.',
    });
  return new TransportError(typeof code === 'string' ? code : 'EUNKNOWN', message);
}
