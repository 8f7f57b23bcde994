import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Json } from '../airbyte';
import { airbyteSuite, rowsOf } from '../support/airbyte-api';

const suite = airbyteSuite();
const { call, ok } = suite;

describe('jobs', () => {
  test('a sync waits, runs and ends as planned; until then there is no second one', async () => {
    const { connectionId } = await suite.client.createConnection();
    suite.airbyte.plan({
      phases: [
        ['pending', 5],
        ['running', 60],
      ],
      rows: 7,
      bytes: 900,
    });
    const start = { connectionId, jobType: 'sync' };
    const job = await ok('JobResponse', 'POST', '/jobs', start);
    const path = `/jobs/${String(job.jobId)}`;
    expect(job).toMatchObject({ status: 'pending', jobType: 'sync', startTime: '2026-11-02T06:00Z' });
    expect(job).not.toHaveProperty('duration');
    suite.airbyte.clock.advance(6000);
    expect(await ok('JobResponse', 'GET', path)).toMatchObject({ status: 'running', duration: 'PT6S', rowsSynced: 0 });
    expect((await call('POST', '/jobs', start)).status).toBe(409);
    suite.airbyte.clock.advance(120_000);
    expect(await ok('JobResponse', 'GET', path)).toMatchObject({
      status: 'succeeded',
      lastUpdatedAt: '2026-11-02T06:01:05Z',
      duration: 'PT1M5S',
      rowsSynced: 7,
      bytesSynced: 900,
    });
    await ok('JobResponse', 'POST', '/jobs', start);
  });

  test('are listed with filters, oldest first unless asked otherwise', async () => {
    const { connectionId } = await suite.client.createConnection();
    for (const outcome of ['succeeded', 'failed', 'succeeded'] as const) {
      suite.airbyte.plan({ outcome });
      await ok('JobResponse', 'POST', '/jobs', { connectionId, jobType: 'sync' });
      suite.airbyte.clock.advance(3_600_000);
    }
    const ids = async (query: string) =>
      rowsOf(await ok('JobsResponse', 'GET', `/jobs?connectionId=${String(connectionId)}&${query}`)).map(
        ({ jobId }) => jobId,
      );
    expect(await ids('jobType=sync')).toEqual([1, 2, 3]);
    expect(await ids('orderBy=updatedAt%7CDESC&limit=2')).toEqual([3, 2]);
    expect(await ids('status=failed')).toEqual([2]);
    expect(await ids('createdAtStart=2026-11-02T07:30:00Z')).toEqual([3]);
    expect(await ids('createdAtEnd=2026-11-02T07:30:00Z&offset=1')).toEqual([2]);
    expect((await call('GET', '/jobs?orderBy=rows%7CDESC')).status).toBe(400);
    expect((await call('GET', '/jobs?jobType=refresh')).status).toBe(422);
    expect(rowsOf(await ok('JobsResponse', 'GET', `/jobs?workspaceIds=${suite.airbyte.workspaceId}`))).toHaveLength(3);
  });

  test('can be cancelled, cleared, and not started on a paused connection', async () => {
    const { connectionId } = await suite.client.createConnection();
    const { jobId } = await ok('JobResponse', 'POST', '/jobs', { connectionId, jobType: 'sync' });
    const path = `/jobs/${String(jobId)}`;
    expect(await ok('JobResponse', 'DELETE', path)).toMatchObject({ status: 'cancelled' });
    expect((await call('DELETE', path)).status).toBe(409);
    expect(await ok('JobResponse', 'POST', '/jobs', { connectionId, jobType: 'clear' })).toMatchObject({
      jobType: 'reset',
    });
    expect((await call('POST', '/jobs', { connectionId, jobType: 'refresh' })).status).toBe(422);
    await call('PATCH', `/connections/${String(connectionId)}`, { status: 'inactive' });
    expect((await call('POST', '/jobs', { connectionId, jobType: 'sync' })).status).toBe(409);
    expect((await call('GET', '/jobs/99')).status).toBe(404);
  });

  test('a failure is posted to the webhook of the workspace, with its reason and its links', async () => {
    const received: Json[] = [];
    const receiver = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => received.push(JSON.parse(chunk.toString()) as Json));
      request.on('end', () => response.end());
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/alerts`;
    await ok('WorkspaceResponse', 'PATCH', `/workspaces/${suite.airbyte.workspaceId}`, {
      notifications: { failure: { webhook: { enabled: true, url } } },
    });
    const { connectionId } = await suite.client.createConnection();
    suite.airbyte.plan({
      outcome: 'failed',
      failure: { message: 'ServiceTitan rejected the client secret.', type: 'config_error', origin: 'source' },
    });
    await ok('JobResponse', 'POST', '/jobs', { connectionId, jobType: 'sync' });
    suite.airbyte.clock.advance(60_000);
    await suite.airbyte.settled();
    // A success that nobody asked to hear of
    suite.airbyte.plan({ outcome: 'succeeded' });
    await ok('JobResponse', 'POST', '/jobs', { connectionId, jobType: 'sync' });
    suite.airbyte.clock.advance(60_000);
    await suite.airbyte.settled();
    receiver.close();

    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      text: expect.stringContaining('ServiceTitan rejected the client secret.') as unknown,
      data: {
        jobId: 1,
        success: false,
        errorMessage: 'ServiceTitan rejected the client secret.',
        errorType: 'config_error',
        connection: {
          id: connectionId,
          name: 'Acme',
          url: `${suite.airbyte.webUrl}/workspaces/${suite.airbyte.workspaceId}/connections/${String(connectionId)}`,
        },
      },
    });
    expect(suite.airbyte.deliveries).toMatchObject([{ event: 'failure', status: 200 }]);
  });
});

test('other processes drive it over HTTP', async () => {
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${suite.airbyte.webUrl}/_airbyte/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Json };
  };
  const { connectionId } = await suite.client.createConnection();
  expect((await control('GET', '')).body).toMatchObject({ workspaceId: suite.airbyte.workspaceId });
  await control('POST', 'plans', { outcome: 'failed', connectionId });
  expect((await control('POST', 'syncs', { connectionId })).body).toMatchObject({ status: 'pending' });
  await control('POST', 'clock', { advanceSeconds: 60 });
  expect(await ok('JobResponse', 'GET', '/jobs/1')).toMatchObject({ status: 'failed' });
  await control('POST', 'faults', { path: '^/jobs', status: 503, times: 1 });
  expect((await call('GET', '/jobs')).status).toBe(503);
  expect((await call('GET', '/jobs')).status).toBe(200);
  await control('DELETE', 'tokens');
  expect((await call('GET', '/jobs')).status).toBe(401);
  expect((await control('POST', 'nothing')).status).toBe(404);
});
