import { createHash } from 'node:crypto';
import { once } from 'node:events';

import { catalogOf, finish, logs, run, start, workspace, type Said, type Workspace } from './connector-process';

let files: Workspace;
beforeEach(() => {
  files = workspace();
});
afterEach(() => {
  files.remove();
});

function writeArgs(scenario = 'plain'): string[] {
  const config = files.file('config.txt', { password: 'hunter2hunter2', scenario });
  return ['write', '--config', config, '--catalog', files.file('catalog.txt', catalogOf('customers'))];
}

function record(data: string, stream = 'customers'): string {
  return `{"type":"RECORD","record":{"stream":"${stream}","emitted_at":1,"data":${data}}}`;
}

function state(extra = ''): string {
  return `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"customers"},"stream_state":{"seq":9007199254740993}},"id":12345678901234567890${extra}}}`;
}

function write(lines: readonly (string | Buffer)[], scenario?: string, end = '\n'): Promise<Said> {
  const bytes = lines.flatMap((line, index) => [
    Buffer.from(line),
    Buffer.from(index === lines.length - 1 ? end : '\n'),
  ]);
  return run('destination', writeArgs(scenario), Buffer.concat(bytes));
}

function echoes(said: Said): string[] {
  return said.lines.filter((line) => line.includes('"STATE"'));
}

describe('what comes in', () => {
  test('an acknowledged state comes back as it was, big integers and all, with the counts in it', async () => {
    const said = await write([record('{"id":1}'), record('{"id":2}'), state()]);
    expect(said.code).toBe(0);
    expect(echoes(said)).toEqual([state(',"destinationStats":{"recordCount":2.0,"rejectedRecordCount":0.0}')]);
  });

  test("a line separator and a carriage return in a customer's note are data, and CRLF ends a line as well", async () => {
    const said = await write([
      record(`{"id":1,"note":"a\u2028b\u2029c\\rd"}`) + '\r',
      record('{"id":2}') + '\r',
      state() + '\r',
    ]);
    expect(echoes(said)).toEqual([state(',"destinationStats":{"recordCount":2.0,"rejectedRecordCount":0.0}')]);
  });

  test('records of a long input are read in another thread, and everything stays in the order of its lines', async () => {
    const note = 'é'.repeat(500);
    const block = Array.from({ length: 1000 }, (_, at) => [
      record(`{"id":${at},"note":"${note}","address":{"city":"Köln ${at}"}}`),
      ...(at % 100 === 0
        ? [record(`{"id":${at},"id":7,"note":"repeated"}`), '{"broken', record('{"id":1}', 'others')]
        : []),
      ...(at % 250 === 0 ? [state()] : []),
    ]).flat();
    // 20 MB: the thread starts after 8
    const lines = Array.from({ length: 20 }, () => block).flat();
    const said = await write(lines, 'selects');
    expect(said.code).toBe(0);
    const order = createHash('sha256');
    for (const line of lines)
      order.update(line === '{"broken' ? 'INVALID' : line.includes('"type":"STATE"') ? 'STATE' : line);
    expect(logs(said).join('\n')).toContain(`selected 20000, order ${order.digest('hex')}`);
    const broken = lines.flatMap((line, at) => (line === '{"broken' ? [`line ${at + 1} not_json`] : []));
    expect(logs(said).flatMap((line) => /line \d+ not_json/.exec(line)?.[0] ?? [])).toEqual(broken);
    expect(echoes(said)).toHaveLength(80);
  });

  test('each line that is no message is counted once, told with its number, and stops nothing', async () => {
    const said = await write([
      'npm WARN something',
      '[1,2]',
      record('{"id":1}'),
      '{"type":"SHOUT"}',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
      '{"type":"RECORD","record":{"stream":"customers","emitted_at":1}}',
      '',
      '{"type":"LOG","log":{"level":"INFO","message":"hello"}}',
      record('{"id":2}'),
      state(),
    ]);
    expect(said.code).toBe(0);
    expect(logs(said).filter((line) => line.startsWith('WARN'))).toEqual([
      'WARN line 1 not_json: npm WARN something',
      'WARN line 2 not_json: [1,2]',
      'WARN line 4 unknown_type: {"type":"SHOUT"}',
      'WARN line 5 not_utf8: {"\uFFFD"}',
      'WARN line 6 malformed: {"type":"RECORD","record":{"stream":"customers","emitted_at":1}}',
    ]);
    expect(echoes(said)[0]).toContain('"destinationStats":{"recordCount":2.0,"rejectedRecordCount":5.0}');
  });

  test('what is quoted of a broken line is masked, also where the quotation is cut', async () => {
    const said = await write([`${'x'.repeat(195)}hunter2hunter2 and more`, 'hunter2hunter2 {']);
    expect(said.stdout).not.toContain('hunter2');
    expect(said.stdout).not.toContain('xhunt');
  });

  test('a last line without its line feed counts when it is whole', async () => {
    expect(echoes(await write([record('{"id":1}'), state()], 'plain', ''))).toHaveLength(1);
  });

  test('a source that died in the middle of a line leaves a truncated line, not a record', async () => {
    const said = await write([record('{"id":1}'), record('{"id":2,"name":"Frédé').slice(0, -3)], 'plain', '');
    expect(logs(said)).toEqual(expect.arrayContaining([expect.stringMatching(/^WARN line 2 truncated/)]));
    expect(logs(said).at(-1)).toMatch(/"recordCount":1,"rejectedRecordCount":1/);
  });

  test('a line of 20 MB comes through', async () => {
    const said = await write([record(`{"id":1,"note":"${'é'.repeat(10_000_000)}"}`), record('{"id":2}'), state()]);
    expect(echoes(said)[0]).toContain('"recordCount":2.0');
  });

  test('an exact number can be had from the line', async () => {
    const said = await write([record('{ "id": 12345678901234567890, "total": 1.10 }')], 'raw');
    expect(logs(said)).toContain('INFO { "id": 12345678901234567890, "total": 1.10 }');
  });

  test('memory stays flat while states wait and records stream by', async () => {
    const child = start('destination', writeArgs('holds'));
    const said = finish(child);
    const block = Buffer.from(`${record(`{"id":1,"note":"${'x'.repeat(2000)}"}`)}\n`.repeat(60) + state() + '\n');
    for (let sent = 0; sent < 3000; sent += 1)
      if (child.stdin?.write(block) === false) await once(child.stdin, 'drain');
    child.stdin?.end();
    const [megabytes] = logs(await said).flatMap((line) => /(\d+) MB$/.exec(line)?.[1] ?? []);
    // 3000 states, each out of a block of its own: 360 MB if they kept them
    expect(Number(megabytes)).toBeLessThan(200);
    expect(echoes(await said)).toHaveLength(3000);
  });
});

describe('how a sync ends', () => {
  test('an error of the destination is a trace and exit code 1, at once, though the source still holds the pipe', async () => {
    const child = start('destination', writeArgs('disk_full'));
    child.stdin?.on('error', () => undefined).write(`${record('{"id":1}')}\n${state()}\n`);
    const began = Date.now();
    const said = await finish(child);
    expect(Date.now() - began).toBeLessThan(5000);
    expect([said.code, echoes(said)]).toEqual([1, []]);
    const [error] = said.messages.flatMap(({ trace }) => trace?.error ?? []);
    expect(error).toMatchObject({ message: 'The disk is full.', failure_type: 'transient_error' });
    expect(error?.internal_message).toBe('OperatorError: The disk is full.: ENOSPC ****');
    expect(error?.stack_trace).toContain('caused by: Error: ENOSPC ****');
  });

  test.each([
    ['returns_early', /before it had read its whole input/],
    ['twice', /acknowledged twice/],
  ])('a bug of a destination (%s) is a failed sync', async (scenario, message) => {
    const said = await write([record('{"id":1}'), state()], scenario);
    expect(said.code).toBe(1);
    expect(said.messages.flatMap(({ trace }) => trace?.error?.message ?? [])).toEqual([expect.stringMatching(message)]);
  });

  test('states that were not acknowledged are not echoed, and the log says how many', async () => {
    const said = await write([record('{"id":1}'), state()], 'forgets');
    expect([said.code, echoes(said)]).toEqual([0, []]);
    expect(logs(said).at(-1)).toMatch(/^WARN 1 of 1 states were not acknowledged/);
  });

  test('no input at all is a sync of nothing', async () => {
    expect((await run('destination', writeArgs(), '')).code).toBe(0);
  });

  test('a broken catalog is a config error that names its file', async () => {
    const config = files.file('config.json', {});
    const said = await run(
      'destination',
      ['write', '--config', config, '--catalog', files.file('catalog.json', '{')],
      '',
    );
    const [error] = said.messages.flatMap(({ trace }) => trace?.error ?? []);
    expect([said.code, error?.failure_type]).toEqual([1, 'config_error']);
    expect(error?.message).toMatch(/The configured catalog file .*catalog\.json is not valid JSON/);
  });

  test('spec and check print one line', async () => {
    const spec = await run('destination', ['spec']);
    const check = await run('destination', ['check', '--config', files.file('config.json', {})]);
    expect([spec.code, spec.messages.map(({ type }) => type)]).toEqual([0, ['SPEC']]);
    expect([check.code, check.messages.map(({ type }) => type)]).toEqual([0, ['CONNECTION_STATUS']]);
  });
});
