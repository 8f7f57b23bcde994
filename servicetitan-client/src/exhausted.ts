import * as messages from './error-messages';
import { serverWords } from './error-table';
import { ServiceTitanError, type BadBodyError } from './errors';
import { quote } from './problem';
import type { HttpResponse, TransportError } from './transport';

/** Why a try failed in a way that another one may not. */
export type Failure =
  | { readonly kind: 'status'; readonly response: HttpResponse }
  | { readonly kind: 'transport'; readonly error: TransportError }
  | { readonly kind: 'body'; readonly error: BadBodyError; readonly response: HttpResponse };

/** Codes of the transport that mean: an answer came, and could not be read. */
const unreadable = new Set(['EBODYSIZE', 'ECHARSET', 'EENCODING']);

/** A few words for logs and for the end of a message. */
export function describeFailure(failure: Failure, secrets: readonly string[]): string {
  if (failure.kind === 'status') return `status ${failure.response.status}`;
  if (failure.kind === 'body') return failure.error.message;
  const { code, message } = failure.error;
  return quote(message.includes(code) ? message : `${code}: ${message}`, secrets);
}

/** The error once a request is given up: all tries are used, or the server asks for a wait that is too long. */
export function givenUp(
  failure: Failure,
  tries: number,
  subject: messages.Subject,
  secrets: readonly string[],
  longWaitMs: number | null,
): ServiceTitanError {
  const what = describeFailure(failure, secrets);
  const common = { failureType: 'transient', label: subject.label } as const;
  if (failure.kind === 'transport') {
    const [kind, message] = unreadable.has(failure.error.code)
      ? (['bad_response', messages.badResponse] as const)
      : (['outage', messages.outage] as const);
    return new ServiceTitanError({ ...common, kind, message: message(subject, tries, what), cause: failure.error });
  }
  const words = serverWords(failure.response, secrets);
  const answer = { ...common, status: words.status, ...(words.traceId === null ? {} : { traceId: words.traceId }) };
  if (failure.kind === 'body')
    return new ServiceTitanError({
      ...answer,
      kind: 'bad_response',
      message: messages.badResponse(subject, tries, what),
      cause: failure.error,
    });
  const limited = failure.response.status === 429;
  const message =
    longWaitMs !== null
      ? messages.longWait(subject, Math.ceil(longWaitMs / 1000))
      : limited
        ? messages.rateLimit(subject, tries)
        : messages.outage(subject, tries, what);
  return new ServiceTitanError({
    ...answer,
    kind: limited ? 'rate_limit' : 'outage',
    message: message + messages.serverSaid(words),
  });
}
