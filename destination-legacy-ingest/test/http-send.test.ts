import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startUploadServer, type Failure, type UploadServer } from '../../test/support/upload-server';
import { readAddress } from '../src/delivery/http/address';
import { createExchange } from '../src/delivery/http/exchange';
import { send } from '../src/delivery/http/send';

/* When a file is sent again and when it is given up; the waits are short here. */

let server: UploadServer;
let folder: string;
let waits: number[];
let logged: string[];
beforeEach(async () => {
  server = await startUploadServer();
  folder = mkdtempSync(join(tmpdir(), 'http-send-'));
  waits = [];
  logged = [];
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

async function upload(...failures: readonly Failure[]): Promise<number> {
  server.fail(...failures);
  const path = join(folder, 'a.csv');
  const content = 'a'.repeat(500_000);
  writeFileSync(path, content);
  const address = readAddress(server.url, 'URL', 'T1');
  const log = (message: string): void => {
    logged.push(message);
  };
  const file = { path, name: 'a.csv', bytes: content.length, contentType: 'text/csv' };
  const request = {
    method: 'POST' as const,
    address,
    headers: { 'idempotency-key': 'key' },
    upload: { ...file, fields: [['trade', 'plumbing']] as const, fileField: 'file' },
  };
  const { status } = await send(request, 'a.csv', {
    exchange: createExchange(300, undefined),
    patience: { silenceMs: 300, tries: 3, firstWaitMs: 100, longestWaitMs: 60_000 },
    subject: { tenantKey: 'T1', address, secrets: [] },
    success: [201, 409],
    sleep: async (ms) => Promise.resolve(void waits.push(ms)),
    now: () => Date.UTC(2026, 0, 1),
    log: { debug: log, info: log, warn: log, error: log },
  });
  return status;
}

test.each([
  ['fails', { status: 500 }],
  ['is in front of a dead one', { status: 502 }],
  ['is too busy', { status: 429 }],
  ['waited too long for the form', { status: 408 }],
  ['says nothing', 'hang'],
  ['hangs up', 'reset'],
] as const)('a server that %s gets the file again', async (_name, failure) => {
  expect(await upload(failure)).toBe(201);
  expect([server.uploads.length, waits, logged.length]).toEqual([1, [100], 1]);
});

test('an answer that got lost after the file was taken does not double it', async () => {
  expect(await upload('reset after taking it')).toBe(409);
  expect(server.uploads).toHaveLength(1);
});

test('waits grow, and there is an end to trying', async () => {
  await expect(upload({ status: 500 }, { status: 500 }, { status: 500, body: 'broken' })).rejects.toMatchObject({
    failureType: 'transient',
    operatorMessage: expect.stringContaining('status 500 and said: broken') as string,
  });
  expect(waits).toEqual([100, 200]);
  await expect(upload('hang', 'hang', 'hang')).rejects.toMatchObject({
    failureType: 'transient',
    operatorMessage: expect.stringContaining('it fell silent') as string,
  });
});

test.each([
  ['in seconds', '7', 7_000],
  ['as a date', 'Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['in words that nobody understands', 'soon', 100],
])('a wait that the server asks for %s is kept', async (_name, value, expected) => {
  expect(await upload({ status: 429, headers: { 'retry-after': value } })).toBe(201);
  expect(waits).toEqual([expected]);
});

test('a server that asks for a wait of hours gets the file with the next sync', async () => {
  await expect(upload({ status: 503, headers: { 'retry-after': '7200' } })).rejects.toMatchObject({
    failureType: 'transient',
  });
  expect(waits).toEqual([]);
});

test.each([400, 401, 404, 413, 301])('status %i is not tried again', async (status) => {
  await expect(upload({ status })).rejects.toMatchObject({ failureType: 'config' });
  expect(server.requests).toHaveLength(1);
});
