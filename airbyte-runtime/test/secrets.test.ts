import { createSecrets, secretValues } from '../src/output/secrets';

function masking(...values: string[]) {
  const secrets = createSecrets();
  for (const value of values) secrets.add(value);
  return secrets.mask;
}

const secret = 'p@ss w/rd+"é\\x';

describe('what a secret looks like when it leaks', () => {
  test.each([
    ['as it is', secret],
    ['inside JSON', JSON.stringify({ secret })],
    ['inside JSON that is quoted in JSON', JSON.stringify(JSON.stringify({ secret }))],
    ['in a URL', `https://example.com/?key=${encodeURIComponent(secret)}&x=1`],
    ['in a URL with lower-case escapes', encodeURIComponent(secret).replace(/%../g, (each) => each.toLowerCase())],
    ['in a form', new URLSearchParams({ secret }).toString()],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in an Authorization header', `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`],
    [
      'in an Authorization header, one character on',
      `Basic ${Buffer.from(`client1:${secret}:more`).toString('base64')}`,
    ],
    ['in an Authorization header, two characters on', `Basic ${Buffer.from(`client12:${secret}`).toString('base64')}`],
  ])('%s', (_where, text) => {
    const masked = masking(secret)(text);
    expect(masked).toContain('****');
    for (const part of ['p@ss', 'p%40ss', 'w/rd', Buffer.from('ss w/rd').toString('base64').slice(2, 8)])
      expect(masked).not.toContain(part);
    expect(decoded(masked)).not.toContain('w/rd');
  });
});

/** Everything in the text that decodes as base64. */
function decoded(text: string): string {
  return (text.match(/[\w+/-]{4,}/g) ?? []).map((each) => Buffer.from(each, 'base64').toString('latin1')).join(' ');
}

test('the longer of two secrets that begin alike is masked whole', () => {
  expect(masking('abcd', 'abcdefgh')('x abcdefgh y abcd z')).toBe('x **** y **** z');
});

test('a token that becomes known later is masked from then on', () => {
  const secrets = createSecrets();
  expect(secrets.mask('token-12345')).toBe('token-12345');
  secrets.add('token-12345');
  expect(secrets.mask('token-12345 $& .*')).toBe('**** $& .*');
});

test('a value of three characters is no secret: masking it would hide what logs say', () => {
  expect(masking('7', 'abc')('7 of 17 abc')).toBe('7 of 17 abc');
});

test('a private key is masked line by line, and with or without the white space around a pasted value', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nq83vEjRWeJCrze8SNFZ4kKvN\n';
  expect(masking(key)('line 2: MIIEvQIBADANBgkqhkiG9w0B')).toBe('line 2: ****');
  expect(masking('  padded-secret  ')('got padded-secret')).toBe('got ****');
});

test('secret fields are found wherever the spec has them, whichever variant the configuration means', () => {
  const secretField = { type: 'string', airbyte_secret: true };
  const schema = {
    properties: {
      top: secretField,
      plain: { type: 'string' },
      number: { type: 'integer', airbyte_secret: true },
      nested: { properties: { 'hyphen-ated': secretField } },
      list: { type: 'array', items: { properties: { token: secretField } } },
      whole: { type: 'object', airbyte_secret: true },
      choice: {
        oneOf: [
          { properties: { kind: { const: 'a' }, a: secretField } },
          { properties: { kind: { const: 'b' }, b: secretField } },
        ],
      },
      map: { additionalProperties: secretField },
    },
  };
  const config = {
    top: 's1',
    plain: 'visible',
    number: 42,
    nested: { 'hyphen-ated': 's2' },
    list: [{ token: 's3' }, { token: 's4' }],
    whole: { any: ['s5'] },
    choice: { kind: 'a', a: 's6', b: 's7' },
    map: { x: 's8' },
    unknown: 'visible too',
  };
  expect(secretValues(schema, config).sort()).toEqual(['42', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8']);
});
