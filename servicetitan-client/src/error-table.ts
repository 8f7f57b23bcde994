import * as messages from './error-messages';
import { ServiceTitanError, type ErrorKind, type FailureType } from './errors';
import { quote, readProblem, type Problem } from './problem';
import type { HttpResponse } from './transport';

interface Rule {
  readonly kind: ErrorKind;
  readonly failureType: FailureType;
  applies(status: number, problem: Problem): boolean;
  message(subject: messages.Subject, problem: Problem): string;
}

const disabled = /\b(disabled|inactive|deactivated|suspended|paused|switched off)\b/i;
const aboutAppKey = /\b(st-)?app(lication)?[ _-]?key\b/i;
/** The gateway's words for a path that it does not know (seen live by three projects). */
const gatewayText = 'unable to match incoming request to an operation';
const isGateway = (problem: Problem): boolean => problem.text.toLowerCase().includes(gatewayText);

/** Token endpoint, first rule that applies. Only `invalid_client` with 400 was seen live; the rest is RFC 6749. */
const tokenRules: readonly Rule[] = [
  { kind: 'settings', failureType: 'config', applies: (status) => status === 407, message: messages.proxyRefused },
  {
    kind: 'app_disabled',
    failureType: 'config',
    applies: (_status, { oauthError, text }) => oauthError !== null && disabled.test(text),
    message: messages.appDisabled,
  },
  {
    kind: 'not_connected',
    failureType: 'config',
    applies: (_status, { oauthError, oauthDescription }) =>
      oauthError === 'unauthorized_client' ||
      oauthError === 'access_denied' ||
      /not (been )?(connected|allowed|authorized|enabled)/i.test(oauthDescription ?? ''),
    message: messages.notConnected,
  },
  {
    kind: 'credentials',
    failureType: 'config',
    applies: (status, { oauthError }) => oauthError === 'invalid_client' || (oauthError === null && status === 401),
    message: messages.credentials,
  },
  {
    kind: 'token_request',
    failureType: 'config',
    applies: () => true,
    // Only a name that OAuth could have given: anything else may repeat what it was sent, and is quoted with care below.
    message: (subject, { oauthError }) =>
      messages.tokenRefused(
        subject,
        /^[a-z_]{1,40}$/.test(oauthError ?? '') ? `${oauthError}` : 'the request was refused',
      ),
  },
];

/** API, first rule that applies; reached only by a status that is neither success nor worth another try. */
const apiRules: readonly Rule[] = [
  {
    kind: 'missing_scope',
    failureType: 'config',
    applies: (status, { text }) => status === 403 && /scope/i.test(text),
    message: messages.missingScope,
  },
  {
    kind: 'app_key',
    failureType: 'config',
    applies: (status, { text }) => [401, 403, 404].includes(status) && aboutAppKey.test(text),
    message: messages.appKey,
  },
  {
    kind: 'app_disabled',
    failureType: 'config',
    applies: (status, { text }) => [401, 403].includes(status) && disabled.test(text),
    message: messages.appDisabled,
  },
  { kind: 'app_key', failureType: 'config', applies: (status) => status === 401, message: messages.unauthorized },
  { kind: 'wrong_tenant', failureType: 'config', applies: (status) => status === 403, message: messages.wrongTenant },
  {
    kind: 'missing_module',
    failureType: 'config',
    applies: (status, problem) => status === 404 && isGateway(problem),
    message: messages.unknownPath,
  },
  {
    kind: 'missing_module',
    failureType: 'config',
    applies: (status) => status === 404,
    message: messages.missingModule,
  },
  { kind: 'settings', failureType: 'config', applies: (status) => status === 407, message: messages.proxyRefused },
  {
    kind: 'settings',
    failureType: 'config',
    applies: (status) => status >= 300 && status < 400,
    message: messages.redirected,
  },
  { kind: 'rejected_request', failureType: 'system', applies: () => true, message: messages.rejectedRequest },
];

/** What the server said, for the end of a message and for logs. */
export function serverWords(response: HttpResponse, secrets: readonly string[]): messages.ServerWords {
  const problem = readProblem(response.body);
  const { oauthError, oauthDescription, title, errors, text } = problem;
  const structured = [title, oauthError, oauthDescription, ...errors].filter((part) => part !== null).join('; ');
  return {
    status: response.status,
    quoted: quote(structured === '' ? text : structured, secrets),
    traceId: problem.traceId === null ? null : quote(problem.traceId, secrets),
  };
}

/**
 * The error for an answer that another try would not better.
 * @param endpoint which table to read: the token endpoint speaks OAuth, the API speaks problem objects
 * @param secrets texts that must not appear in the message, whatever the server says
 */
export function refusal(
  endpoint: 'token' | 'api',
  response: HttpResponse,
  subject: messages.Subject,
  secrets: readonly string[],
): ServiceTitanError {
  const problem = readProblem(response.body);
  const rule = (endpoint === 'token' ? tokenRules : apiRules).find(({ applies }) => applies(response.status, problem));
  if (rule === undefined) throw new Error('the last rule of a table applies to everything');
  const words = serverWords(response, secrets);
  return new ServiceTitanError({
    kind: rule.kind,
    failureType: rule.failureType,
    message: rule.message(subject, problem) + messages.serverSaid(words),
    status: response.status,
    label: subject.label,
    ...(subject.scope === undefined ? {} : { scope: subject.scope }),
    ...(words.traceId === null ? {} : { traceId: words.traceId }),
    ...(response.status === 404 ? { gateway: isGateway(problem) } : {}),
  });
}
