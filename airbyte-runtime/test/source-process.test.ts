import { once } from 'node:events';

import {
  catalogOf,
  finish,
  logs,
  records,
  run,
  start,
  story,
  storyOf,
  workspace,
  type Said,
  type Workspace,
} from './connector-process';

const secret = 'p@ss w/rd+"quoted"';

let files: Workspace;
beforeEach(() => {
  files = workspace();
});
afterEach(() => {
  files.remove();
});

function configFile(scenario: string, more: object = {}, name = 'config.json'): string {
  return files.file(name, { api_key: secret, scenario, ...more });
}

function readArgs(scenario: string, streams: string[], more: object = {}): string[] {
  return [
    'read',
    '--config',
    configFile(scenario, more),
    '--catalog',
    files.file('catalog.txt', catalogOf(...streams)),
  ];
}

async function printed(option: string): Promise<string> {
  const child = start('source', [option]);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return text;
}

function expectNoSecret(said: Said): void {
  const everything = said.stdout + said.stderr;
  const base64 = Buffer.from(`user:${secret}`).toString('base64').slice(8, -4);
  for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64])
    expect(everything).not.toContain(form);
}

describe('spec and check', () => {
  test("spec prints one line: the connector's own fields and nothing of the CDK", async () => {
    const said = await run('source', ['spec']);
    expect(said.code).toBe(0);
    expect(said.lines).toHaveLength(1);
    const { spec } = JSON.parse(said.stdout) as { spec: { connectionSpecification: { properties: object } } };
    expect(Object.keys(spec.connectionSpecification.properties)).toEqual(['api_key', 'scenario', 'count', 'auth']);
  });

  test('--version and --help name the connector', async () => {
    expect(await printed('--version')).toBe('source-demo 1.2.3\n');
    expect(await printed('--help')).toContain('Usage: source-demo');
  });

  test.each([
    ['a configuration that works', () => configFile('plain'), 'SUCCEEDED', /Connected; 3 rows/],
    ['a configuration that the connector refuses', () => configFile('refused'), 'FAILED', /No tenant for \*\*\*\*/],
    ['a missing field', () => files.file('c.json', {}), 'FAILED', /API Key is missing/],
    [
      'a file that is not JSON',
      () => files.file('c.txt', `{"api_key": "${secret}`),
      'FAILED',
      /c\.txt is not valid JSON/,
    ],
    ['an empty file', () => files.file('c', ''), 'FAILED', /is empty/],
    ['a file that is not there', () => '/no/such/file.json', 'FAILED', /\/no\/such\/file.json does not exist/],
    ['a folder', () => '/', 'FAILED', /cannot be read \(EISDIR\)/],
    ['an error nobody expected', () => configFile('leak'), 'FAILED', /TypeError: boom \*\*\*\*/],
    ['a promise that nobody ever settles', () => configFile('never'), 'FAILED', /still at work/],
    ['a library that ends the process', () => configFile('exits'), 'FAILED', /still at work/],
  ])('check of %s prints one connection status and ends with 0', async (_name, file, status, message) => {
    const said = await run('source', ['check', '--config', file()]);
    const statuses = said.messages.filter(({ type }) => type === 'CONNECTION_STATUS');
    expect(statuses).toHaveLength(1);
    expect(statuses[0]?.connectionStatus).toEqual({ status, message: expect.stringMatching(message) as unknown });
    expect(said.code).toBe(0);
    expectNoSecret(said);
  });

  test('check without --config says so in a connection status', async () => {
    const said = await run('source', ['check']);
    expect(said.messages.at(-1)?.connectionStatus?.message).toMatch(/--config <path> is missing/);
  });

  test('the configuration can come through a pipe as /dev/stdin, with a byte order mark', async () => {
    const said = await run('source', ['check', '--config', '/dev/stdin'], '\uFEFF{"api_key":"12345"}');
    expect(said.messages.at(-1)?.connectionStatus?.status).toBe('SUCCEEDED');
  });

  test('LOG_LEVEL decides what is logged, and the job id of the platform changes nothing', async () => {
    const args = ['check', '--config', configFile('plain')];
    const quiet = await run('source', args, '', { WORKER_JOB_ID: '7' });
    expect(quiet.lines).toHaveLength(1);
    expect(logs(await run('source', args, '', { LOG_LEVEL: 'debug' }))).toEqual(['DEBUG only at LOG_LEVEL=DEBUG']);
  });

  test('discover prints the catalog, or says why not and ends with 1', async () => {
    const catalog = await run('source', ['discover', '--config', configFile('plain')]);
    expect(catalog.messages.map(({ type }) => type)).toEqual(['CATALOG']);
    const failed = await run('source', ['discover', '--config', configFile('leak')]);
    expect(failed.code).toBe(1);
    expect(failed.messages.map(({ trace }) => trace?.error?.failure_type)).toEqual(['system_error']);
    expectNoSecret(failed);
  });
});

describe('read', () => {
  test('each stream tells its story from STARTED to COMPLETE and leaves a state with its count', async () => {
    const said = await run('source', readArgs('plain', ['customers', 'jobs'], { count: 2500 }));
    expect(said.code).toBe(0);
    for (const stream of ['customers', 'jobs']) {
      expect(storyOf(said, stream)).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
      expect(records(said, stream)).toHaveLength(2500);
    }
    expect(said.lines).toContain(
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"jobs"},"stream_state":{"done":true}},"sourceStats":{"recordCount":2500.0}}}',
    );
    // the record's text is the API's, digit for digit
    expect(said.stdout).toContain('"data":{"id":7,"big":12345678901234567890.10}}}\n');
  });

  test('an empty stream was read too: RUNNING, a state of no records, COMPLETE', async () => {
    const said = await run('source', readArgs('plain', ['customers'], { count: 0 }));
    expect(story(said)).toEqual(['customers STARTED', 'customers RUNNING', 'customers COMPLETE']);
    expect(said.stdout).toContain('"sourceStats":{"recordCount":0.0}');
  });

  test('a state counts the records since the state before it', async () => {
    const said = await run('source', readArgs('checkpoints', ['customers']));
    const order = said.messages.filter(({ type }) => type !== 'LOG').map(({ type, trace }) => trace?.type ?? type);
    expect(order).toEqual([
      'STREAM_STATUS',
      'STREAM_STATUS',
      'ESTIMATE',
      'RECORD',
      'RECORD',
      'STATE',
      'RECORD',
      'STATE',
      'STREAM_STATUS',
    ]);
    expect(said.stdout.match(/"recordCount":[^}]*/g)).toEqual(['"recordCount":2.0', '"recordCount":1.0']);
  });

  test('a failing stream behind a slow reader loses nothing, leaves the others running, and the sync ends with 1', async () => {
    const child = start('source', readArgs('jobs_fail', ['jobs', 'customers', 'invoices'], { count: 5000 }));
    const said = await finish(child, 700);
    expect(said.code).toBe(1);
    for (const stream of ['jobs', 'customers', 'invoices']) expect(records(said, stream)).toHaveLength(5000);
    expect(storyOf(said, 'jobs')).toEqual(['STARTED', 'RUNNING', 'error', 'INCOMPLETE']);
    expect(storyOf(said, 'customers').at(-1)).toBe('COMPLETE');
    expect(storyOf(said, 'invoices').at(-1)).toBe('COMPLETE');
    const [error] = said.messages.flatMap(({ trace }) => trace?.error ?? []);
    expect(error).toMatchObject({ message: 'ServiceTitan rejected the client secret.', failure_type: 'config_error' });
    expect(error?.internal_message).toContain('"status":401');
    expect(logs(said).at(-1)).toBe('ERROR 1 of 3 streams failed: jobs. Their errors are above.');
  });

  test('an error nobody expected is a system error that names the stream, and shows the secret in no form', async () => {
    const said = await run('source', readArgs('leak', ['customers']));
    expect(said.code).toBe(1);
    const [error] = said.messages.flatMap(({ trace }) => trace?.error ?? []);
    expect(error?.failure_type).toBe('system_error');
    expect(error?.message).toMatch(/reading stream customers .*run the sync again/);
    expect(error?.internal_message).toMatch(/^TypeError: boom \*\*\*\* \*\*\*\* /);
    expect(error?.stack_trace).toContain('source.cjs');
    expectNoSecret(said);
  });

  test('secrets in a variant of a oneOf and under a hyphenated name are masked too', async () => {
    const said = await run(
      'source',
      readArgs('leak', ['customers'], { auth: { kind: 'key', 'client-secret': 'boom' } }),
    );
    expect(said.stdout).not.toContain('boom');
  });

  test('waiting for the quota is RUNNING with a reason, going on is RUNNING without', async () => {
    const said = await run('source', readArgs('rate_limited', ['customers']));
    expect(story(said)).toEqual([
      'customers STARTED',
      'customers RUNNING rate limited',
      'customers RUNNING',
      'customers COMPLETE',
    ]);
    expect(said.stdout).toContain('"reasons":[{"type":"RATE_LIMITED","rate_limited":{"quota_reset":1700000000000}}]');
  });

  test.each([
    ['empty_record', /without any field/],
    ['no_state', /without a state/],
  ])('a bug of a connector (%s) fails its stream', async (scenario, message) => {
    const said = await run('source', readArgs(scenario, ['customers']));
    expect(said.code).toBe(1);
    expect(story(said).slice(-2)).toEqual(['customers error', 'customers INCOMPLETE']);
    expect(said.messages.find(({ trace }) => trace?.error)?.trace?.error?.message).toMatch(message);
  });

  test('a plan that forgets a configured stream does not pass for a finished sync', async () => {
    const said = await run('source', readArgs('forgets', ['customers']));
    expect([said.code, ...story(said)]).toEqual([1, 'sync error']);
  });

  test.each(['never', 'exits', 'uncaught'])(
    'a process that ends by accident (%s) is a failed sync',
    async (scenario) => {
      const said = await run('source', readArgs(scenario, ['customers', 'jobs']));
      expect(said.code).toBe(1);
      expect(records(said, 'customers')).toHaveLength(1);
      expect(story(said)).toContain('sync error');
      expect(story(said)).toContain('customers INCOMPLETE');
      expectNoSecret(said);
    },
  );

  test('what libraries print becomes log lines, and a line break in a record does not break its line', async () => {
    const said = await run('source', readArgs('prints', ['customers']));
    expect(logs(said)).toEqual(expect.arrayContaining(['INFO stray ****', 'INFO also stray']));
    expect(records(said)[0]?.record?.data).toEqual({ id: 1, note: 'a\nb' });
  });

  test.each([
    ['no state file', undefined, 'null'],
    ['an empty state file', '', 'null'],
    ['an empty list', '[]', 'null'],
    ['an empty object', '{}', 'null'],
    [
      'a list of stream states',
      [{ type: 'STREAM', stream: { stream_descriptor: { name: 'customers' }, stream_state: { at: 9 } } }],
      '{"at":9}',
    ],
    [
      'one stream state',
      { type: 'STREAM', stream: { stream_descriptor: { name: 'customers' }, stream_state: { at: 9 } } },
      '{"at":9}',
    ],
  ])('a sync starts with %s', async (_name, state, seen) => {
    const option = state === undefined ? '/no/such/state' : files.file('state.txt', state);
    const said = await run('source', [...readArgs('plain', ['customers']), '--state', option]);
    expect(said.code).toBe(0);
    expect(logs(said)).toContain(`INFO states: [${seen}]`);
  });

  test.each([
    ['a GLOBAL state', [{ type: 'GLOBAL', global: { stream_states: [] } }], /GLOBAL/],
    ['a LEGACY state', { jobs: { cursor: '2024' } }, /LEGACY/],
    ['a state that is no JSON', '[{', /not valid JSON/],
  ])('%s is refused before anything is read', async (_name, state, message) => {
    const said = await run('source', [...readArgs('plain', ['customers']), '--state', files.file('state', state)]);
    const [error] = said.messages.flatMap(({ trace }) => trace?.error ?? []);
    expect([said.code, error?.failure_type]).toEqual([1, 'config_error']);
    expect(error?.message).toMatch(message);
  });

  test('a stream that the source does not have is a config error with the nearest name', async () => {
    const said = await run('source', readArgs('plain', ['custmers']));
    const [error] = said.messages.flatMap(({ trace }) => trace?.error ?? []);
    expect([said.code, error?.failure_type]).toEqual([1, 'config_error']);
    expect(error?.message).toMatch(/no stream custmers \(the nearest name is customers\)/);
  });

  test('a reader that goes away ends the process, quietly', async () => {
    const child = start('source', readArgs('endless', ['customers']));
    child.stdout?.once('data', () => child.stdout?.destroy());
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect([code, complaints]).toEqual([1, '']);
  });

  test('SIGTERM ends the process with the signal, which PyAirbyte asks for, even when its pipe is full', async () => {
    const child = start('source', readArgs('endless', ['customers']));
    // nobody reads: the pipe fills up and the process blocks in write
    await once(child.stdout!, 'readable');
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGTERM');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string];
    child.stdout?.destroy();
    expect([code, signal]).toEqual([null, 'SIGTERM']);
  });
});
