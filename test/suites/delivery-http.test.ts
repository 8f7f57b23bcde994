/** The HTTP delivery against a server: every file once, whatever happens on the way. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import { legacyFormats } from 'servicetitan-specs';

import { finish, temporaryFolder } from '../support/connector';
import {
  acknowledged,
  catalog,
  createDestination,
  example,
  exampleRecords,
  failure,
  lines,
  wholeStreams,
  type Destination,
} from '../support/destination';
import { startUploadServer, type UploadServer } from '../support/upload-server';

const streams = Object.keys(exampleRecords());
const input = lines(...wholeStreams(exampleRecords()));
const overwrite = catalog(streams, { mode: 'overwrite', generation: 2, minimumGeneration: 2 });
const token = 'geheim-4711';

let server: UploadServer;
let destination: Destination;
beforeEach(async () => {
  server = await startUploadServer({ token });
  destination = createDestination();
});
afterEach(async () => {
  destination.folder.remove();
  await server.stop();
});

const delivery = (more: Record<string, unknown> = {}) => ({
  kind: 'http',
  url: server.url,
  authentication: { kind: 'bearer', token },
  ...more,
});
const workspace = () => ({ kind: 'directory', directory: join(destination.folder.path, 'workspace') });
const kept = (folder: string): string[] => readdirSync(join(destination.folder.path, 'workspace', 'DEMO01', folder));
const sync = (more: Record<string, unknown> = {}, config: Record<string, unknown> = {}, text = input) =>
  destination.write(text, overwrite, { delivery: delivery(more), ...config });
const status = async (more: Record<string, unknown> = {}, config: Record<string, unknown> = {}) => {
  const outcome = await destination.check({ delivery: delivery(more), ...config });
  return outcome.messages.find(({ type }) => type === 'CONNECTION_STATUS')!.connectionStatus!;
};

test('each report is uploaded whole, the full list first, with the fields that the receiver knows', async () => {
  const outcome = await sync();
  expect([outcome.code, acknowledged(outcome).length]).toEqual([0, streams.length]);
  expect(server.uploads.map(({ fields }) => fields)).toEqual([
    { software: 'ServiceTitan', trade: 'plumbing', importType: 'activeCustomers' },
    { software: 'ServiceTitan', trade: 'plumbing', importType: 'invoices' },
  ]);
  expect(server.uploads.map(({ content }) => content.toString())).toEqual(
    ['customers', 'invoices'].map((report) => readFileSync(join(example, `${report}.csv`), 'utf8')),
  );
  const [customers, invoices] = server.uploads;
  expect([customers!.fileField, customers!.contentType]).toEqual(['file', 'text/csv']);
  expect(customers!.fileName).toMatch(/^Customer List_.*\.csv$/);
  expect(customers!.key).toMatch(/^[0-9a-f]{16}-customers$/);
  expect(invoices!.key).toBe(customers!.key.replace('customers', 'invoices'));
});

test('workbooks go up as workbooks, under the names and with the values of the configuration', async () => {
  const fields = [
    { name: 'client', value: '17' },
    { name: 'trade', value: '' },
    { name: 'importType', report: 'invoices', value: 'bills' },
  ];
  expect((await sync({ file_type: 'xlsx', file_field: 'upload', fields })).code).toBe(0);
  const [customers, invoices] = server.uploads;
  expect(customers!.fields).toEqual({ software: 'ServiceTitan', importType: 'activeCustomers', client: '17' });
  expect(invoices!.fields).toEqual({ software: 'ServiceTitan', importType: 'bills', client: '17' });
  expect([customers!.fileField, customers!.contentType]).toEqual([
    'upload',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ]);
  expect(customers!.content.subarray(0, 2).toString()).toBe('PK');
});

test('delivered again, the same data is not uploaded again, and rejected rows are kept in the workspace', async () => {
  await sync({}, { workspace: workspace() });
  const again = await sync({}, { workspace: workspace() });
  expect([again.code, acknowledged(again).length, server.requests.length]).toEqual([0, streams.length, 2]);
  expect(kept('rejected')).toEqual([expect.stringMatching(/\.customers\.rejects\.csv$/)]);
});

test('without a workspace the same data goes up again under the same key, which the receiver has', async () => {
  await sync();
  const again = await sync();
  expect([again.code, server.requests.length, server.uploads.length]).toEqual([0, 4, 2]);
});

test('a server that fails for a moment gets the file again, once', async () => {
  server.fail({ status: 503, headers: { 'retry-after': '1' } }, 'reset after taking it');
  const outcome = await sync();
  expect(outcome.code).toBe(0);
  expect(server.requests).toHaveLength(4);
  expect(server.uploads.map(({ key }) => key.slice(17))).toEqual(['customers', 'invoices']);
}, 60_000);

test('killed before the answer to the second file, the next run sends that one again, under its key, and not the first', async () => {
  const config = { delivery: delivery(), workspace: workspace() };
  const child = destination.startWrite(overwrite, config);
  server.onTaken(({ key }) => {
    if (key.endsWith('-invoices')) child.kill('SIGKILL');
  });
  child.stdin?.end(input);
  expect((await finish(child)).signal).toBe('SIGKILL');
  server.onTaken(() => undefined);
  const before = server.requests.length;
  const retry = await destination.write(input, overwrite, config);
  expect([retry.code, acknowledged(retry).length]).toEqual([0, streams.length]);
  // the invoices had been taken, but nobody was told: the key tells the receiver
  expect([before, server.requests.length, server.uploads.length]).toEqual([2, 3, 2]);
});

test('killed while the first file goes up, the next run uploads everything', async () => {
  server.fail('hang');
  const config = { delivery: delivery(), workspace: workspace() };
  const child = destination.startWrite(overwrite, config);
  child.stdin?.end(input);
  const killed = finish(child);
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  await killed;
  expect(server.uploads).toEqual([]);
  expect((await destination.write(input, overwrite, config)).code).toBe(0);
  expect(server.uploads).toHaveLength(2);
});

test.each([
  [401, 'config_error', 'Correct the authentication'],
  [413, 'config_error', 'too large'],
  [302, 'config_error', 'Redirects are not followed'],
  [422, 'config_error', 'form fields'],
])('status %i is an error of the configuration with the words of the server in it', async (code, type, advice) => {
  const body = `<!doctype html><html><head><title>x</title><style>b{}</style></head><body><h1>No</h1> because of ${token}</body></html>`;
  server.fail({ status: code, headers: { 'content-type': 'text/html', location: 'http://127.0.0.1:1/' }, body });
  const outcome = await sync();
  expect(failure(outcome)!.type).toBe(type);
  expect(failure(outcome)!.message).toContain(`status ${code} and said: No because of ***`);
  expect(failure(outcome)!.message).toContain(advice);
  expect(outcome.stdout + outcome.stderr).not.toContain(token);
  expect([acknowledged(outcome), server.requests.length]).toEqual([[], 1]);
});

test('a batch past a limit is not uploaded; it is kept in the workspace with the reasons', async () => {
  const outcome = await sync({}, { workspace: workspace(), limits: { max_reject_rows: 0 } });
  expect(failure(outcome)!.message).toContain(join('DEMO01', 'quarantine'));
  expect(server.requests).toEqual([]);
  expect(kept('quarantine').some((name) => name.endsWith('.report.json'))).toBe(true);
});

test('rejected rows that are too old go from the workspace', async () => {
  const config = { workspace: workspace(), retention: { rejects_days: 7 } };
  await sync({}, config);
  const [old] = kept('rejected');
  utimesSync(join(destination.folder.path, 'workspace', 'DEMO01', 'rejected', old!), 0, 0);
  const outcome = await sync({}, config);
  expect([outcome.code, kept('rejected')]).toEqual([0, []]);
});

describe('check', () => {
  test('asks the address without uploading and says what it cannot know', async () => {
    const { status: answer, message } = await status();
    expect([answer, message]).toEqual(['SUCCEEDED', expect.stringContaining('shows with the first sync')]);
    expect([server.requests.map(({ method }) => method), server.uploads]).toEqual([['OPTIONS'], []]);
  });

  test('asks the check URL where there is one', async () => {
    const { message } = await status({ check_url: server.url.replace('upload', 'me?key=x') });
    expect(message).toContain('with these credentials');
    expect(message).not.toContain('key=x');
    expect(server.requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/me?key=x']]);
  });

  test('wrong credentials are refused without being told', async () => {
    const { status: answer, message } = await status({ authentication: { kind: 'bearer', token: 'wrong-0815' } });
    expect([answer, message]).toEqual(['FAILED', expect.stringContaining('Correct the authentication')]);
    expect(message).not.toContain('wrong-0815');
  });

  test.each([
    ['an address in the open', { url: 'http://imports.example.com/' }, /https/],
    ['credentials in the address', { url: 'https://user:pass@127.0.0.1/' }, /Authentication/],
    ['a server that is not there', { url: 'http://127.0.0.1:1/' }, /cannot be reached.*ECONNREFUSED/],
  ])('%s is refused in words', async (_name, more, words) => {
    const { status: answer, message } = await status(more);
    expect([answer, message]).toEqual(['FAILED', expect.stringMatching(words)]);
  });

  test('a report that has no import type is named, with the way to give it one', async () => {
    const preset = legacyFormats['accounting-download'];
    const delivery = { http: { fields: { importType: { invoices: 'invoices' } } } };
    const ownFormat = JSON.stringify({ ...preset, delivery });
    const config = { format: { kind: 'custom', definition: ownFormat } };
    const { status: answer, message } = await status({}, config);
    expect([answer, message]).toEqual(['FAILED', expect.stringMatching(/Report payments.*importType.*form field/)]);
    const fields = [{ name: 'importType', report: 'payments', value: 'payments' }];
    expect((await status({ fields }, config)).status).toBe('SUCCEEDED');
  });

  test('a format that sends the trade needs one', async () => {
    const { message } = await status({}, { trade: undefined });
    expect(message).toMatch(/form field trade.*fill in "trade"/);
  });
});

test('a certificate of an unknown authority is refused, and trusted when it is configured', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', at('key.pem'), '-out', at('cert.pem')],
    ],
    { stdio: 'ignore' },
  );
  const cert = readFileSync(at('cert.pem'), 'utf8');
  const secure = await startUploadServer({ token, tls: { key: readFileSync(at('key.pem'), 'utf8'), cert } });
  const refused = await sync({ url: secure.url });
  expect(failure(refused)).toMatchObject({
    type: 'config_error',
    message: expect.stringContaining('cannot be trusted') as string,
  });
  expect(secure.requests).toEqual([]);
  const trusted = await sync({ url: secure.url, ca_certificate: cert });
  expect([trusted.code, secure.uploads.length]).toEqual([0, 2]);
  folder.remove();
  await secure.stop();
});
