import { createClient, hostsOf } from '../src';
import { buildUrl } from '../src/url';

import { connection, createWorld } from './support/world';

const api = (apiUrl: string): string => hostsOf({ environment: 'production', apiUrl }).apiUrl;

test('each environment has its own API and token endpoint', () => {
  expect(hostsOf({ environment: 'production' })).toEqual({
    apiUrl: 'https://api.servicetitan.io',
    authUrl: 'https://auth.servicetitan.io/connect/token',
  });
  expect(hostsOf({ environment: 'integration' })).toEqual({
    apiUrl: 'https://api-integration.servicetitan.io',
    authUrl: 'https://auth-integration.servicetitan.io/connect/token',
  });
});

test('a custom environment has no addresses but its own: credentials never go to another one', () => {
  const own = { apiUrl: 'https://gateway.example', authUrl: 'https://gateway.example/token' };
  expect(hostsOf({ environment: 'custom', ...own })).toEqual(own);
  expect(() => hostsOf({ environment: 'custom', apiUrl: own.apiUrl, authUrl: ' ' })).toThrow('Auth URL is empty');
});

test.each([
  'http://127.0.0.1:8080',
  'http://127.9.9.9',
  'http://localhost:1',
  'http://[::1]:8080',
  'https://gateway.example',
])('%s may be talked to', (url) => {
  expect(api(url)).toBe(url);
});

test.each([
  'http://api.servicetitan.io',
  'http://localhost.example.com',
  'http://127.0.0.1.example.com',
  'http://10.0.0.1:8080',
  'http://0.0.0.0',
  'ftp://127.0.0.1',
  'file:///etc/passwd',
  'https://user:pass@api.example',
  'https://api.example/?a=b',
  'not an address',
])('%s is refused before anything is sent', (url) => {
  expect(() => api(url)).toThrow(expect.objectContaining({ kind: 'settings', failureType: 'config' }) as Error);
});

test('the password of a refused address is not repeated', () => {
  expect(() => api('https://user:hunter2@api.example')).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }) as Error,
  );
});

test.each([
  ['Tenant ID', { tenantId: 'acme' }],
  ['Tenant ID', { tenantId: '../../x' }],
  ['Client ID', { clientId: ' ' }],
  ['Client Secret', { clientSecret: '' }],
  ['App Key', { appKey: 'ak1\r\nx-evil: 1' }],
  ['Requests per Second', { requestsPerSecond: 0 }],
  ['Requests per Second', { requestsPerSecond: 61 }],
  ['Requests per Second', { requestsPerSecond: Number.NaN }],
])('%s that cannot be used is named as the form names it', (field, change) => {
  const { ports } = createWorld(() => ({}));
  expect(() => createClient({ ...connection, ...change }, ports)).toThrow(
    expect.objectContaining({ failureType: 'config', message: expect.stringContaining(field) as string }) as Error,
  );
});

test('white space that was pasted along with credentials is dropped everywhere', async () => {
  const world = createWorld(() => ({}));
  const client = world.client({
    tenantId: ' 1234567\n',
    clientId: 'cid.abc ',
    clientSecret: '\tcs1.very-secret\n',
    appKey: ' ak1.app-key\n',
  });
  await world.run(client.get('/crm/v2/tenant/{tenant}/customers', [], { label: 'customers' }));
  const [token, page] = world.sent.map(({ request }) => request);
  expect(token?.body).toBe('grant_type=client_credentials&client_id=cid.abc&client_secret=cs1.very-secret');
  expect(page).toMatchObject({
    url: 'https://api.servicetitan.io/crm/v2/tenant/1234567/customers',
    headers: { 'st-app-key': 'ak1.app-key' },
  });
});

test('addresses: the tenant is filled in, a plus is encoded, slashes do not double', () => {
  expect(
    buildUrl('http://127.0.0.1:8080', '//crm/v2/tenant/{tenant}/customers', '12', [
      ['sort', '+Id'],
      ['a b', 'ü&=#'],
    ]),
  ).toBe('http://127.0.0.1:8080/crm/v2/tenant/12/customers?sort=%2BId&a%20b=%C3%BC%26%3D%23');
});
