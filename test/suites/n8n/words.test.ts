/** Every error of the client in the words of n8n: what happened, how to fix it, and nothing of Airbyte. */
import { ServiceTitanError, TransportError, type ErrorKind } from 'servicetitan-client';

import { credentialError } from '../../../n8n-nodes-servicetitan/transport/credential-error';
import { answerIn, failureOf } from '../../../n8n-nodes-servicetitan/transport/failure';
import { wordsOf } from '../../../n8n-nodes-servicetitan/transport/words';
import * as messages from '../../../servicetitan-client/src/error-messages';

const subject = { environment: 'production', tenantId: '7', label: 'customers', scope: 'tn.crm.customers:r' };
const said = messages.serverSaid({ status: 400, quoted: 'Some. Words.', traceId: 'abc' });
const all: readonly (readonly [ErrorKind, string])[] = [
  ['credentials', messages.credentials(subject)],
  ['not_connected', messages.notConnected(subject)],
  ['app_disabled', messages.appDisabled(subject)],
  ['token_request', messages.tokenRefused(subject, 'invalid_scope')],
  ['wrong_tenant', messages.tenantMismatch('8', subject).message],
  ['wrong_tenant', messages.wrongTenant(subject)],
  ['app_key', messages.appKey(subject)],
  ['app_key', messages.unauthorized(subject)],
  ['missing_scope', messages.missingScope(subject)],
  ['missing_module', messages.missingModule(subject)],
  ['missing_module', messages.unknownPath(subject)],
  ['rejected_request', messages.rejectedRequest(subject)],
  ['settings', messages.redirected(subject)],
  ['settings', messages.proxyRefused(subject)],
  ['rate_limit', messages.rateLimit(subject, 10)],
  ['rate_limit', messages.longWait(subject, 4000)],
  ['outage', messages.outage(subject, 10, 'ENOTFOUND: getaddrinfo ENOTFOUND api.servicetitan.io')],
  ['bad_response', messages.badResponse(subject, 10, 'no JSON. At all')],
  ['expired_position', messages.expiredPosition(subject)],
  ['endless_feed', messages.endlessFeed(subject, 'a position came twice')],
  ['missing_key', messages.missingKey(subject, 'id')],
];
const errorOf = (kind: ErrorKind, message: string) =>
  new ServiceTitanError({ kind, failureType: 'config', message, scope: subject.scope });

test.each(all)('%s: %s', (kind, message) => {
  const { what, how } = wordsOf(errorOf(kind, message + said));
  expect(what).toMatch(/tenant 7|tenant 8/);
  expect(what).not.toMatch(/[.]$/);
  expect(how.length).toBeGreaterThan(20);
  expect(how).toMatch(/ ServiceTitan answered 400: "Some\. Words\." \(trace id abc\)\.$/);
  expect(`${what} ${how}`).not.toMatch(/\bsync\b|\bstream\b|Airbyte|connector|Requests per Second/);
});

test('what the credential throws comes back as the error that it was, however n8n wraps it', () => {
  const thrown = credentialError(errorOf('credentials', messages.credentials(subject)));
  const { errorCode } = thrown as Error & { errorCode: string };
  const wrappedByTheNew = Object.assign(new Error(thrown.message, { cause: thrown }), { httpCode: errorCode });
  const wrappedByTheOld = Object.assign(new Error(thrown.message), { httpCode: errorCode, cause: undefined });
  for (const wrapped of [wrappedByTheNew, wrappedByTheOld]) {
    expect(answerIn(wrapped)).toBeUndefined();
    expect(failureOf(wrapped)).toMatchObject({
      name: 'ServiceTitanError',
      kind: 'credentials',
      message: thrown.message,
    });
  }
});

test('an outage while the token is fetched is tried again like any other, and named without codes', () => {
  const what = 'ENOTFOUND: getaddrinfo ENOTFOUND auth.servicetitan.io';
  const thrown = credentialError(errorOf('outage', messages.outage({ ...subject, label: 'token' }, 2, what)));
  expect(thrown.message).toContain('there is no such host');
  expect(thrown.message).not.toMatch(/ENOTFOUND|getaddrinfo/);
  const { errorCode } = thrown as Error & { errorCode: string };
  expect(failureOf(Object.assign(new Error(thrown.message), { httpCode: errorCode }))).toBeInstanceOf(TransportError);
});

test.each([
  'Domain not allowed: This credential is restricted from accessing api.servicetitan.io. Only the following domains are allowed: a.io',
  'The request was blocked because the destination hostname is restricted',
])('a request that n8n does not let out is not tried again: %s', (message) => {
  const failure = failureOf(new Error(message, { cause: new Error(message) }));
  expect(failure).toMatchObject({ name: 'ServiceTitanError', kind: 'settings' });
  expect(failure.message).toMatch(/^n8n does not let the request to ServiceTitan out: .*Allowed HTTP Request Domains/);
});

test('of a broken connection only code and words are taken over, nothing of the request', () => {
  const axios = Object.assign(new Error('socket hang up'), {
    code: 'ECONNRESET',
    config: { headers: { Authorization: 'Bearer secret' } },
  });
  const failure = failureOf(Object.assign(new Error("n8n's words"), { cause: axios }));
  expect(failure).toBeInstanceOf(TransportError);
  expect({ ...failure, message: failure.message }).toEqual({
    name: 'TransportError',
    code: 'ECONNRESET',
    message: 'socket hang up',
  });
});

test('an answer is found in an error, with its headers where n8n has kept them', () => {
  const response = { status: 429, headers: { 'Retry-After': 7 }, data: { title: 'Rate limit is exceeded' } };
  expect(answerIn(Object.assign(new Error('x'), { cause: Object.assign(new Error('y'), { response }) }))).toEqual({
    status: 429,
    headers: { 'retry-after': '7' },
    body: '{"title":"Rate limit is exceeded"}',
  });
  expect(answerIn(Object.assign(new Error('x'), { httpCode: '401' }))).toEqual({
    status: 401,
    headers: {},
    body: '""',
  });
  expect(answerIn(Object.assign(new Error('x'), { httpCode: 'ECONNRESET' }))).toBeUndefined();
});
