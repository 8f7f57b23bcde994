import { createClient, TransportError } from '../src';
import { readClaims } from '../src/jwt';

import { connection, createWorld, failure, jwt, tokenAnswer, type Answer } from './support/world';

const ok = (): Answer => ({});
const get = '/crm/v2/tenant/{tenant}/customers';
const label = 'customers';

function readIssued(authorization: string): unknown {
  const claims = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()) as {
    issued?: unknown;
  };
  return claims.issued;
}

test('tenant and scopes are read from the token, whichever way the scopes are written', () => {
  expect(readClaims(jwt({ scope: ['a:r', 'b:r'] }))).toEqual({ tenant: '1234567', scopes: ['a:r', 'b:r'] });
  expect(readClaims(jwt({ scope: 'a:r  b:r', tenant: 1234567 }))).toEqual({
    tenant: '1234567',
    scopes: ['a:r', 'b:r'],
  });
  expect(readClaims(jwt({ note: 'Größe 😀' })).tenant).toBe('1234567');
});

test.each([
  'opaque',
  'a.b.c',
  '..',
  `x.${Buffer.from('[]').toString('base64url')}.y`,
  `x.${Buffer.from('null').toString('base64url')}.y`,
])('the token "%s" has no claims and is no error', (token) => {
  expect(readClaims(token)).toEqual({ tenant: null, scopes: null });
});

test('an opaque token works, and its scopes are taken from the answer or stay unknown', async () => {
  const told = createWorld(ok, () => tokenAnswer({ access_token: 'opaque', scope: 'a:r b:r' }));
  expect(await told.run(told.client().token())).toMatchObject({ tenant: null, scopes: ['a:r', 'b:r'] });
  const silent = createWorld(ok, () => tokenAnswer({ access_token: 'opaque' }));
  expect(await silent.run(silent.client().token())).toMatchObject({ tenant: null, scopes: null });
});

test('many requests at once fetch one token', async () => {
  const world = createWorld(ok);
  const client = world.client();
  await world.run(Promise.all(Array.from({ length: 20 }, () => client.get(get, [], { label }))));
  expect(world.tokens).toHaveLength(1);
  expect(client.stats('token')).toMatchObject({ requests: 1 });
});

test('the token is renewed a minute before it runs out, counted from before it was asked for', async () => {
  const world = createWorld(ok, async () => {
    await world.sleep(30_000);
    return tokenAnswer();
  });
  const client = world.client();
  const first = await world.run(client.token());
  expect(first.expiresAt - world.now()).toBe(870_000);
  await world.run(world.sleep(870_000 - 60_000 - 1));
  await world.run(client.token());
  expect(world.tokens).toHaveLength(1);
  await world.run(world.sleep(1));
  await world.run(client.token());
  expect(world.tokens).toHaveLength(2);
});

test('a token that runs out between two tries is renewed before the second', async () => {
  const world = createWorld(
    (_request, count) => (count === 0 ? { status: 503, headers: { 'retry-after': '850' } } : {}),
    (_request, count) => tokenAnswer({ access_token: jwt({ jti: count }) }),
  );
  await world.run(world.client().get(get, [], { label }));
  const used = world.api().map(({ request }) => request.headers.authorization);
  expect(used).toEqual(world.tokens.map((token) => `Bearer ${token}`));
  expect(used).toHaveLength(2);
});

test('a token that runs out while a request waits for its departure is not used any more', async () => {
  const ages: number[] = [];
  const world = createWorld(
    (request) => {
      const issued = Number(readIssued(request.headers.authorization ?? ''));
      ages.push(world.now() - issued);
      return {};
    },
    () => tokenAnswer({ access_token: jwt({ issued: world.now() }), expires_in: 6 }),
  );
  const client = world.client({ requestsPerSecond: 1 });
  await world.run(
    Promise.all(Array.from({ length: 6 }, (_, index) => client.get(get, [], { label: `stream ${index}` }))),
  );
  expect(ages).toHaveLength(6);
  expect(Math.max(...ages)).toBeLessThan(6000);
});

test('a 401 renews the token once and the request goes on', async () => {
  const world = createWorld(
    (_request, count) => (count === 0 ? { status: 401 } : { body: 'done' }),
    (_request, count) => tokenAnswer({ access_token: jwt({ jti: count }) }),
  );
  expect(await world.run(world.client().get(get, [], { label }))).toMatchObject({ body: 'done' });
  expect(world.tokens).toHaveLength(2);
  expect(world.waits).toEqual([]);
});

test('a token that ran out costs none of the ten tries', async () => {
  const world = createWorld((_request, count) => (count === 0 ? { status: 401 } : count < 10 ? { status: 500 } : {}));
  await world.run(world.client().get(get, [], { label }));
  expect(world.api()).toHaveLength(11);
});

test('ten requests that are refused together renew the token once, not ten times', async () => {
  const world = createWorld(
    (request) => (request.headers.authorization === `Bearer ${jwt({ jti: 0 })}` ? { status: 401 } : {}),
    (_request, count) => tokenAnswer({ access_token: jwt({ jti: count }) }),
  );
  const client = world.client();
  await world.run(Promise.all(Array.from({ length: 10 }, () => client.get(get, [], { label }))));
  expect(world.tokens).toHaveLength(2);
});

test('a token request that failed is not remembered: the next one asks again', async () => {
  const world = createWorld(ok, (_request, count) =>
    count === 0 ? { status: 400, body: '{"error":"invalid_client"}' } : tokenAnswer(),
  );
  const client = world.client();
  expect(await world.run(failure(client.token()))).toMatchObject({ kind: 'credentials', failureType: 'config' });
  expect(await world.run(client.token())).toMatchObject({ tenant: '1234567' });
});

test('an outage of the token endpoint is waited for like any other', async () => {
  const answers: Answer[] = [
    { status: 503, body: '<html>' },
    new TransportError('ECONNRESET', 'reset'),
    { body: '<html>' },
    tokenAnswer(),
  ];
  const world = createWorld(ok, (_request, count) => answers[count]!);
  await world.run(world.client().get(get, [], { label }));
  expect(world.waits.map(({ label: of }) => of)).toEqual(['token', 'token', 'token']);
});

test.each([
  ['no token', { access_token: undefined }],
  ['a token that would break a header', { access_token: 'a\nb' }],
  ['a life of zero', { expires_in: 0 }],
  ['a life of years', { expires_in: 1e9 }],
  ['a life that is no number', { expires_in: 'soon' }],
])('an answer with %s is asked for again', async (_case, members) => {
  const world = createWorld(ok, (_request, count) => tokenAnswer(count === 0 ? members : {}));
  expect(await world.run(world.client().token())).toMatchObject({ tenant: '1234567' });
  expect(world.waits).toHaveLength(1);
});

test("another tenant's credentials are told apart before any call of the API", async () => {
  const world = createWorld(ok, () => tokenAnswer({ access_token: jwt({ tenant: '999' }) }));
  const client = world.client();
  const error = {
    kind: 'wrong_tenant',
    failureType: 'config',
    message: expect.stringMatching(/999.*1234567/) as string,
  };
  expect(await world.run(failure(client.token()))).toMatchObject(error);
  expect(await world.run(failure(client.get(get, [], { label })))).toMatchObject(error);
  expect(world.api()).toEqual([]);
});

test('leading zeros do not make another tenant', async () => {
  const world = createWorld(ok, () => tokenAnswer({ access_token: jwt({ tenant: '0001234567' }) }));
  await world.run(world.client().get(get, [], { label }));
  expect(world.api()).toHaveLength(1);
});

test('where the transport authorizes, requests go without token and app key, and a 401 is final', async () => {
  const world = createWorld((_request, count) => (count === 0 ? {} : { status: 401, body: '{}' }));
  const client = createClient(connection, world.ports, { transportAuthorizes: true });
  await world.run(client.get(get, [], { label }));
  await expect(world.run(client.get(get, [], { label }))).rejects.toMatchObject({ kind: 'app_key', status: 401 });
  const headers = world.sent.map(({ request }) => Object.keys(request.headers));
  expect(headers).toEqual([['accept'], ['accept']]);
  expect((await world.run(client.token())).tenant).toBe('1234567');
  expect(world.sent.at(-1)?.request.url).toMatch(/\/connect\/token$/);
});
