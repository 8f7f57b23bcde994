import { ServiceTitanError, TransportError } from '../src';

import { connection, createWorld, failure, jwt, tokenAnswer, type Answer } from './support/world';

const problem = (status: number, title: string, more: object = {}): Answer => ({
  status,
  body: JSON.stringify({ type: 'about:blank', title, status, traceId: 'trace-1', errors: {}, data: {}, ...more }),
});
const oauth = (error: string, description?: string, status = 400): Answer => ({
  status,
  body: JSON.stringify({ error, ...(description === undefined ? {} : { error_description: description }) }),
});

async function errorOf(api: Answer, token: Answer = tokenAnswer()): Promise<ServiceTitanError> {
  const world = createWorld(
    () => api,
    () => token,
  );
  const error = await world.run(
    failure(
      world
        .client()
        .get('/accounting/v2/tenant/{tenant}/payments', [], { label: 'payments', scope: 'tn.acc.payments:r' }),
    ),
  );
  expect(error).toBeInstanceOf(ServiceTitanError);
  return error as ServiceTitanError;
}

const page = 'Settings > Integrations > API Application Access';
const gateway = '{"statusCode":404,"message":"Unable to match incoming request to an operation."}';

/** [what the operator lived through, API answer, token answer, kind, failure type, words that must be there] */
const cases: [string, Answer, Answer | undefined, string, string, RegExp][] = [
  [
    'a wrong secret',
    {},
    oauth('invalid_client'),
    'credentials',
    'config',
    /^Not Connected Yet.*client secret.*Settings > Integrations/s,
  ],
  [
    'a wrong secret, answered with 401',
    {},
    oauth('invalid_client', undefined, 401),
    'credentials',
    'config',
    /^Not Connected Yet/,
  ],
  [
    'a tenant that did not allow the app',
    {},
    oauth('unauthorized_client'),
    'not_connected',
    'config',
    /^Not Connected Yet.*has not allowed/,
  ],
  ['a tenant that denied access', {}, oauth('access_denied'), 'not_connected', 'config', /^Not Connected Yet/],
  [
    'an app that the admin switched off',
    {},
    oauth('invalid_client', 'The client is disabled'),
    'app_disabled',
    'config',
    /switched off.*Settings/,
  ],
  ['another OAuth error', {}, oauth('invalid_scope'), 'token_request', 'config', /invalid_scope/],
  ['another tenant', {}, tokenAnswer({ access_token: jwt({ tenant: '9' }) }), 'wrong_tenant', 'config', /tenant 9\b/],
  ['a refused new token', { status: 401 }, undefined, 'app_key', 'config', /App Key.*switched the app off/s],
  ['a wrong app key', problem(403, 'Invalid ST-App-Key'), undefined, 'app_key', 'config', /App Key.*developer portal/s],
  [
    'a missing scope',
    problem(403, 'Scope validation failed'),
    undefined,
    'missing_scope',
    'config',
    /tn\.acc\.payments:r/,
  ],
  ['a disabled app', problem(403, 'Application is inactive'), undefined, 'app_disabled', 'config', /switched off/],
  ['another 403', problem(403, 'Forbidden'), undefined, 'wrong_tenant', 'config', /Tenant ID.*App Key/s],
  ['a missing module', problem(404, 'Not found'), undefined, 'missing_module', 'config', /module/],
  ["the gateway's 404", { status: 404, body: gateway }, undefined, 'missing_module', 'config', /App Key/],
  [
    'a refused parameter',
    problem(400, 'Bad', { errors: { from: ['is no date'] } }),
    undefined,
    'rejected_request',
    'system',
    /from: is no date/,
  ],
  ['a proxy that wants a password', { status: 407 }, undefined, 'settings', 'config', /HTTPS_PROXY/],
  ['a redirect', { status: 302 }, undefined, 'settings', 'config', /proxy/],
  [
    'a rate limit',
    problem(429, 'Rate limit is exceeded. Try again in 1 seconds.'),
    undefined,
    'rate_limit',
    'transient',
    /429/,
  ],
  [
    'a server error',
    { status: 503, body: '<html><h1>Oops</h1></html>' },
    undefined,
    'outage',
    'transient',
    /503.*Oops/s,
  ],
  [
    'no connection',
    new TransportError('ECONNREFUSED', 'connect ECONNREFUSED'),
    undefined,
    'outage',
    'transient',
    /reached.*ECONNREFUSED/s,
  ],
];

test.each(cases)('%s', async (_case, api, token, kind, failureType, words) => {
  const error = await errorOf(api, token);
  expect(error).toMatchObject({ kind, failureType });
  expect(error.message).toMatch(words);
  expect(error.message).toContain(connection.tenantId);
  expect(error.message).not.toMatch(/[<>](?! (Integrations|API))/);
});

test('no two of these situations read the same', async () => {
  const messages = await Promise.all(cases.map(async ([, api, token]) => (await errorOf(api, token)).message));
  // the same refusal with another status says the same but for the status
  expect(new Set(messages).size).toBe(cases.length);
});

test('whoever has to connect the app is told where', async () => {
  for (const answer of [oauth('invalid_client'), oauth('unauthorized_client'), oauth('x', 'client disabled')])
    expect((await errorOf({}, answer)).message).toContain(page);
});

test("the facts for ServiceTitan's support come along", async () => {
  expect(await errorOf(problem(403, 'Scope validation failed'))).toMatchObject({
    status: 403,
    traceId: 'trace-1',
    scope: 'tn.acc.payments:r',
    label: 'payments',
    message: expect.stringContaining('trace-1') as string,
  });
  expect(await errorOf({ status: 404, body: gateway })).toMatchObject({ gateway: true });
  expect(await errorOf(problem(404, 'Not found'))).toMatchObject({ gateway: false });
});

test('a server that repeats what it was sent gives no secret away', async () => {
  const token = jwt();
  const echo = `${connection.clientSecret} ${connection.appKey} Bearer ${token} ${encodeURIComponent(connection.clientSecret)}`;
  for (const status of [400, 401, 403, 404, 429, 500]) {
    const error = await errorOf({
      status,
      body: JSON.stringify({ title: echo, errors: { [echo]: [echo] }, traceId: echo }),
    });
    const everything = JSON.stringify({ ...error, message: error.message, stack: error.stack });
    for (const secret of [connection.clientSecret, connection.appKey, token]) expect(everything).not.toContain(secret);
  }
  const refused = await errorOf({}, oauth(echo, echo));
  for (const secret of [connection.clientSecret, connection.appKey]) expect(refused.message).not.toContain(secret);
});

test('an opaque token is masked too, and log lines are as clean as messages', async () => {
  const world = createWorld(
    () => ({ status: 500, body: 'token tok-opaque-123 failed' }),
    () => tokenAnswer({ access_token: 'tok-opaque-123' }),
  );
  const error = await world.run(failure(world.client().get('/x', [], { label: 'jobs' })));
  expect((error as Error).message).not.toContain('tok-opaque-123');
  expect(world.lines.length).toBeGreaterThan(5);
  for (const secret of ['tok-opaque-123', connection.clientSecret, connection.appKey])
    expect(world.lines.join()).not.toContain(secret);
});

test('a long error page is quoted in a few words', async () => {
  const error = await errorOf({ status: 400, body: `<style>p{}</style><p>${'word '.repeat(5000)}</p>` });
  expect(error.message.length).toBeLessThan(800);
  expect(error.message).not.toContain('p{}');
});
