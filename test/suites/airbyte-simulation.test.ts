import { cronProblem, secretMask, type Json } from '../airbyte';
import { airbyteSuite, messageOf, rowsOf } from '../support/airbyte-api';

const suite = airbyteSuite();
const { call, ok } = suite;

describe('tokens', () => {
  test('a token lives as long as it says, then every call is refused until there is a new one', async () => {
    suite.airbyte.settings.tokenSeconds = 180;
    const granted = await ok('PublicAccessTokenResponse', 'POST', '/applications/token', suite.client.application());
    expect(granted.expires_in).toBe(180);
    suite.client.token = String(granted.access_token);
    suite.airbyte.clock.advance(179_000);
    expect((await call('GET', '/workspaces')).status).toBe(200);
    suite.airbyte.clock.advance(1000);
    const refused = await call('GET', '/workspaces');
    expect(refused).toMatchObject({ status: 401, type: 'application/problem+json', body: { title: 'unauthorized' } });
    suite.client.token = String(
      (await call('POST', '/applications/token', suite.client.application())).body.access_token,
    );
    expect((await call('GET', '/workspaces')).status).toBe(200);
  });

  test('a wrong secret gets no token, and without a token there is nothing to see', async () => {
    const wrong = { ...suite.client.application(), client_secret: 'wrong' };
    expect((await call('POST', '/applications/token', wrong)).status).toBe(401);
    expect((await call('POST', '/applications/token', { client_id: 'x' })).status).toBe(400);
    suite.client.token = '';
    expect((await call('GET', '/sources')).status).toBe(401);
  });
});

describe('definitions', () => {
  test('a connector is installed, found, upgraded and removed', async () => {
    const path = `/workspaces/${suite.airbyte.workspaceId}/definitions/sources`;
    const created = await ok('DefinitionResponse', 'POST', path, {
      name: 'ServiceTitan',
      dockerRepository: 'registry.example.com/source-servicetitan',
      dockerImageTag: '1.0.0',
      documentationUrl: 'https://example.com/docs',
    });
    const one = `${path}/${String(created.id)}`;
    await ok('DefinitionResponse', 'PUT', one, { name: 'ServiceTitan', dockerImageTag: '1.1.0' });
    expect(await ok('DefinitionResponse', 'GET', one)).toMatchObject({ dockerImageTag: '1.1.0' });
    expect(rowsOf(await ok('DefinitionsResponse', 'GET', path))).toHaveLength(2);
    await ok('DefinitionResponse', 'DELETE', one);
    expect((await call('GET', one)).status).toBe(404);
  });

  test('an image that cannot be pulled makes no definition', async () => {
    const path = `/workspaces/${suite.airbyte.workspaceId}/definitions/sources`;
    const refused = await call('POST', path, { name: 'X', dockerRepository: 'nowhere/x', dockerImageTag: '1' });
    expect(refused.status).toBe(422);
    expect(messageOf(refused)).toContain('nowhere/x:1');
  });
});

describe('sources and destinations', () => {
  test('secrets go in and never come out; a mask that is sent back keeps them', async () => {
    const [tenant] = suite.servicetitan.tenants;
    const source = await suite.client.createSource();
    const path = `/sources/${String(source.sourceId)}`;
    expect(source.configuration).toMatchObject({
      // Whatever the specification marks, so a client cannot tell tenants apart by it
      tenant_id: secretMask,
      client_id: tenant.clientId,
      client_secret: secretMask,
      app_key: secretMask,
    });
    const everything = JSON.stringify([await call('GET', path), await call('GET', '/sources')]);
    expect(everything).not.toContain(tenant.clientSecret);
    expect(everything).not.toContain(tenant.appKey);

    const configuration = { ...(source.configuration as Json), requests_per_second: 5 };
    await ok('SourceResponse', 'PUT', path, { name: 'Renamed', configuration });
    expect(suite.airbyte.configurationOf('source', String(source.sourceId))).toMatchObject({
      client_secret: tenant.clientSecret,
      requests_per_second: 5,
    });
  });

  test('PATCH changes what it names and nothing else', async () => {
    const source = await suite.client.createSource();
    await ok('SourceResponse', 'PATCH', `/sources/${String(source.sourceId)}`, {
      configuration: { client_secret: 'rotated' },
    });
    const stored = suite.airbyte.configurationOf('source', String(source.sourceId));
    expect(stored).toMatchObject({ client_secret: 'rotated', app_key: suite.servicetitan.tenants[0].appKey });
  });

  test('a configuration that the connector does not take is refused with the reason', async () => {
    const body = {
      name: 'Wrong',
      workspaceId: suite.airbyte.workspaceId,
      definitionId: [...suite.airbyte.store.definitions.source.keys()][0],
      configuration: { tenant_id: 'not digits' },
    };
    const refused = await call('POST', '/sources', body);
    expect(refused.status).toBe(422);
    expect(messageOf(refused)).toMatch(/client_secret/);
    expect((await call('POST', '/sources', { ...body, workspaceId: undefined })).status).toBe(400);
    expect(suite.airbyte.store.actors.source.size).toBe(0);
  });

  test('lists come in pages; a full last page still names a next one', async () => {
    for (const name of ['A', 'B', 'C', 'D']) await suite.client.createSource({ name });
    const names: unknown[] = [];
    let page = await ok('SourcesResponse', 'GET', '/sources?limit=2');
    expect(page.previous).toBe('');
    let pages = 0;
    while (page.next !== '') {
      names.push(...rowsOf(page).map(({ sourceId }) => sourceId));
      pages += 1;
      page = await ok('SourcesResponse', 'GET', String(page.next).slice(suite.airbyte.apiUrl.length));
    }
    expect([pages, new Set(names).size, rowsOf(page)]).toEqual([2, 4, []]);
    expect((await call('GET', '/sources?limit=101')).status).toBe(400);
  });

  test('a deleted source takes its connections with it', async () => {
    const { connectionId, sourceId } = await suite.client.createConnection();
    expect((await call('DELETE', `/sources/${String(sourceId)}`)).status).toBe(204);
    expect((await call('GET', `/sources/${String(sourceId)}`)).status).toBe(404);
    expect(rowsOf(await ok('ConnectionsResponse', 'GET', '/connections'))).toEqual([]);
    const all = rowsOf(await ok('ConnectionsResponse', 'GET', '/connections?includeDeleted=true'));
    expect(all).toMatchObject([{ connectionId, status: 'deprecated' }]);
  });
});

describe('streams', () => {
  test('come from the connector itself, with the modes that source and destination share', async () => {
    const [{ sourceId }, { destinationId }] = [
      await suite.client.createSource(),
      await suite.client.createDestination(),
    ];
    const path = `/streams?sourceId=${String(sourceId)}&destinationId=${String(destinationId)}`;
    const streams = (await ok('StreamPropertiesResponse', 'GET', path)) as unknown as Json[];
    expect(streams.length).toBeGreaterThan(150);
    expect(streams.find(({ streamName }) => streamName === 'customers')).toMatchObject({
      syncModes: expect.arrayContaining(['incremental_deduped_history', 'full_refresh_overwrite']) as unknown,
      defaultCursorField: ['modifiedOn'],
      sourceDefinedCursorField: true,
      sourceDefinedPrimaryKey: [['id']],
      propertyFields: expect.arrayContaining([['name'], ['address', 'street']]) as unknown,
    });
  });

  test('with a wrong secret the connector says why there are none', async () => {
    const { sourceId } = await suite.client.createSource({ client_secret: 'wrong' });
    const refused = await call('GET', `/streams?sourceId=${String(sourceId)}`);
    expect(refused.status).toBe(422);
    expect(messageOf(refused)).toMatch(/client/i);
  });
});

describe('connections', () => {
  test('are created with a cron in UTC, paused, rescheduled and deleted', async () => {
    const created = await suite.client.createConnection();
    expect(created).toMatchObject({
      status: 'active',
      schedule: { scheduleType: 'cron', cronExpression: '0 15 6 ? * MON UTC' },
      namespaceDefinition: 'destination',
      configurations: { streams: [{ name: 'customers', cursorField: ['modifiedOn'] }, { name: 'tag_types' }] },
    });
    const path = `/connections/${String(created.connectionId)}`;
    expect(await ok('ConnectionResponse', 'PATCH', path, { status: 'inactive' })).toMatchObject({ status: 'inactive' });
    // What came out may go in again
    expect(await ok('ConnectionResponse', 'PATCH', path, { schedule: created.schedule })).toMatchObject({
      schedule: created.schedule,
    });
    await ok('ConnectionResponse', 'PATCH', path, { schedule: { scheduleType: 'manual' } });
    expect((await call('DELETE', path)).status).toBe(204);
    expect(await ok('ConnectionResponse', 'GET', path)).toMatchObject({ status: 'deprecated' });
  });

  test('without streams all of them are refreshed in full', async () => {
    const { configurations } = await suite.client.createConnection({ configurations: undefined });
    const { streams } = configurations as { streams: Json[] };
    expect(streams.length).toBeGreaterThan(150);
    expect(new Set(streams.map(({ syncMode }) => syncMode))).toEqual(new Set(['full_refresh_overwrite']));
  });

  test.each([
    ['no such stream', { streams: [{ name: 'nothing' }] }, /no stream nothing/],
    ['twice the same', { streams: [{ name: 'jobs' }, { name: 'jobs' }] }, /twice/],
    [
      'a mode the destination lacks',
      { streams: [{ name: 'jobs', syncMode: 'full_refresh_overwrite_deduped' }] },
      /modes are/,
    ],
    ['another cursor', { streams: [{ name: 'jobs', syncMode: 'incremental_append', cursorField: ['id'] }] }, /cursor/],
    [
      'another key',
      { streams: [{ name: 'jobs', syncMode: 'incremental_deduped_history', primaryKey: [['number']] }] },
      /primary key/,
    ],
    [
      'an unknown field',
      { streams: [{ name: 'jobs', selectedFields: [{ fieldPath: ['nothing'] }] }] },
      /no top-level field/,
    ],
  ])('refuse %s', async (_case, configurations, expected) => {
    const [{ sourceId }, { destinationId }] = [
      await suite.client.createSource(),
      await suite.client.createDestination(),
    ];
    const refused = await call('POST', '/connections', { sourceId, destinationId, configurations });
    expect(refused.status).toBe(400);
    expect(messageOf(refused)).toMatch(expected);
    expect(suite.airbyte.store.connections.size).toBe(0);
  });

  test('belong to tags, by which they are found', async () => {
    const tag = await ok('TagResponse', 'POST', '/tags', {
      name: 'acme',
      color: 'FF5733',
      workspaceId: suite.airbyte.workspaceId,
    });
    const again = { name: 'acme', color: '000000', workspaceId: suite.airbyte.workspaceId };
    expect((await call('POST', '/tags', again)).status).toBe(409);
    const { connectionId } = await suite.client.createConnection({ tags: [tag] });
    await suite.client.createConnection();
    const tagged = await ok('ConnectionsResponse', 'GET', `/connections?tagIds=${String(tag.tagId)}`);
    expect(rowsOf(tagged)).toMatchObject([{ connectionId }]);
  });
});

test.each([
  ['0 0 6 ? * MON', null],
  ['0 15 * * * ?', null],
  ['0 0 6 1 * ? 2026', null],
  ['0 30 6 ? * 2#1 UTC', null],
  ['0 0 6 L * ?', null],
  ['0 0 1-5,8/2 ? JAN-MAR 2-6', null],
  ['0 6 * * 1', /fields/],
  ['0 * * * * ?', /one hour/],
  ['0 0/15 * * * ?', /one hour/],
  ['* 0 6 * * ?', /one hour/],
  ['0 0 6 * * MON', /must be \?/],
  ['0 0 6 ? * ?', /must be \?/],
  ['0 0 24 * * ?', /no hours/],
  ['0 0 6 ? * FUNDAY', /no day of week/],
])('cron %s', (expression, expected) => {
  if (expected === null) expect(cronProblem(expression)).toBeNull();
  else expect(cronProblem(expression)).toMatch(expected);
});
