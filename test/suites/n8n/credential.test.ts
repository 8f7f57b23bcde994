/** Somebody fills in the credential: what n8n's Save button says, and what becomes of the token. */
import { n8nSuite } from '../../support/n8n-engine';

describe.each(['current', 'compatible'] as const)('in the %s line of n8n', (line) => {
  const suite = n8nSuite({ line });
  const customersPath = (): string => `/crm/v2/tenant/${suite.tenant.tenantId}/customers?pageSize=1`;
  const accessPage = 'Settings > Integrations > API Application Access';

  /** What the credential's form shows after Save. */
  const tested = async (changes?: Readonly<Record<string, string>>) =>
    suite.saveCredential(changes).then(() => suite.engine.testCredential());

  const tokenRequests = (): number => suite.simulator.requests.filter(({ path }) => path === '/connect/token').length;

  afterEach(() => {
    Object.assign(suite.simulator.switches, {
      appKeyStatus: 401,
      notConnected: 'invalid_client',
      tokenThrottled: false,
      disconnectedStatus: 401,
    });
  });

  describe('the test says', () => {
    test('that everything is right', async () => {
      expect(await tested()).toEqual({ status: 'OK', message: 'Connection successful!' });
    });

    test('the same when values were pasted with blanks and line breaks around them', async () => {
      const { tenantId, clientId, clientSecret, appKey } = suite.tenant;
      const pasted = { tenantId: ` ${tenantId}`, clientId: `${clientId}\t`, clientSecret: `${clientSecret}\n` };
      const urls = { apiUrl: ` ${suite.simulator.apiUrl}/ `, authUrl: `${suite.simulator.authUrl} ` };
      expect(await tested({ ...pasted, ...urls, appKey: ` ${appKey}\r\n` })).toMatchObject({ status: 'OK' });
    });

    test.each([
      ['a wrong client secret', { clientSecret: 'cs1.mistyped' }],
      ['an unknown client id', { clientId: 'cid.unknown' }],
    ])('Not Connected Yet with both causes for %s, and where to look', async (_what, wrong) => {
      const { status, message } = await tested(wrong);
      expect(status).toBe('Error');
      expect(message).toMatch(/^Not Connected Yet: ServiceTitan's custom environment does not accept this client id/);
      expect(message).toContain(accessPage);
      expect(message).toContain('belongs to the other environment');
      expect(message).not.toContain('mistyped"');
    });

    test.each(['unauthorized_client', 'described'] as const)(
      'Not Connected Yet when ServiceTitan says so itself (%s), and where to allow the app',
      async (notConnected) => {
        suite.simulator.switches.notConnected = notConnected;
        Object.assign(suite.tenant, { connected: false });
        const { message } = await tested().finally(() => Object.assign(suite.tenant, { connected: true }));
        expect(message).toMatch(/^Not Connected Yet: tenant 100000001 \(custom\) has not allowed this app\./);
        expect(message).toContain(`The tenant's admin opens ${accessPage} in ServiceTitan, connects the app`);
      },
    );

    test('Wrong tenant, with the tenant that the client id belongs to', async () => {
      const { message } = await tested({ tenantId: '4711' });
      expect(message).toMatch(/^Wrong tenant: .* belong to tenant 100000001, but the connection names tenant 4711/);
    });

    test.each([401, 403, 404] as const)(
      'the App Key as a cause when ServiceTitan refuses it with %d',
      async (status) => {
        suite.simulator.switches.appKeyStatus = status;
        const { message } = await tested({ appKey: 'ak1.of-another-app' });
        // n8n 1.x forgets the status before it looks for the words that belong to it
        if (line === 'compatible') expect(message).toMatch(/^(Authorization failed|Forbidden|The resource)/);
        else expect(message).toMatch(/App Key.*developer portal \(My Apps\)/s);
      },
    );

    test('that the environment does not answer, and not which code Node has for that', async () => {
      const { message } = await tested({ authUrl: 'http://127.0.0.1:1/connect/token' });
      expect(message).toMatch(
        /^ServiceTitan could not be reached for token of tenant 100000001 .*connection was refused/,
      );
      expect(message).toContain("the credential's environment");
    });

    test.each([
      [{ tenantId: 'acme' }, 'Tenant ID is not a number.'],
      [{ clientSecret: '  ' }, 'Client Secret is empty.'],
      [{ appKey: 'ak1 with words' }, 'App Key holds blanks'],
      [{ apiUrl: 'http://example.com' }, 'API URL cannot be used: only https is allowed to example.com'],
      [{ authUrl: 'nowhere' }, 'Auth URL cannot be used: it is not a web address.'],
    ])('which field cannot be right: %j', async (wrong, words) => {
      const { status, message } = await tested(wrong);
      expect(status).toBe('Error');
      expect(message).toContain(words);
      expect(suite.simulator.requests).toEqual([]);
    });

    test('nothing of the secrets, whatever is wrong', async () => {
      const { clientSecret, appKey } = suite.tenant;
      const wrongs = [{ tenantId: '4711' }, { clientId: 'x' }, { authUrl: `${suite.simulator.apiUrl}/nowhere` }];
      for (const wrong of wrongs) {
        const { message } = await tested(wrong);
        expect(message).not.toContain(clientSecret);
        expect(message).not.toContain(appKey);
      }
    });
  });

  test("the credential works in n8n's HTTP Request node, which knows nothing of ServiceTitan", async () => {
    const { items, error } = await suite.engine.runNode({ node: 'httpRequest', parameters: { path: customersPath() } });
    expect(error).toBeNull();
    expect(items[0]?.json).toMatchObject({ page: 1, pageSize: 1, hasMore: true });
  });

  test('one token serves many runs; a stale one is replaced on the first 401 and kept with the credential', async () => {
    const ask = () => suite.engine.runNode({ node: 'httpRequest', parameters: { path: customersPath() } });
    await ask();
    await ask();
    expect(tokenRequests()).toBe(1);
    const { accessToken } = await suite.engine.readCredential();
    suite.simulator.clock.advance(901_000);
    expect((await ask()).error).toBeNull();
    expect(tokenRequests()).toBe(2);
    expect((await suite.engine.readCredential()).accessToken).not.toBe(accessToken);
  });

  test('what is kept besides the token is what somebody filled in', async () => {
    await suite.engine.runNode({ node: 'httpRequest', parameters: { path: customersPath() } });
    const { accessToken, ...rest } = await suite.engine.readCredential();
    expect(String(accessToken).split('.')).toHaveLength(3);
    expect(Object.keys(rest).sort()).toEqual(
      ['apiUrl', 'appKey', 'authUrl', 'clientId', 'clientSecret', 'environment', 'tenantId'].sort(),
    );
  });

  test('the form: secrets are masked, addresses are asked for in a custom environment only, the token is hidden', async () => {
    const { credentials } = await suite.engine.describe();
    const { properties, displayName } = credentials.serviceTitanApi as {
      displayName: string;
      properties: { name: string; type: string; typeOptions?: { password?: boolean }; displayOptions?: object }[];
    };
    expect(displayName).toBe('ServiceTitan API');
    const masked = properties.filter(({ typeOptions }) => typeOptions?.password === true).map(({ name }) => name);
    expect(masked.sort()).toEqual(['accessToken', 'appKey', 'clientSecret']);
    const custom = { show: { environment: ['custom'] } };
    expect(properties.filter(({ displayOptions }) => displayOptions !== undefined)).toMatchObject([
      { name: 'apiUrl', displayOptions: custom },
      { name: 'authUrl', displayOptions: custom },
    ]);
    expect(properties.find(({ name }) => name === 'accessToken')?.type).toBe('hidden');
  });
});
