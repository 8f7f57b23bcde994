/** npm run n8n, as its user meets it: started, used, stopped, started again. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { owner, statusPage } from '../../n8n/demo/content';
import { readTemplates } from '../../n8n/demo/import';
import { signIn } from '../../n8n/rest';
import { temporaryFolder } from '../../support/connector';
import { freePort } from '../../support/database-process';
import { availableN8n, templatesFolder } from '../../support/n8n';

jest.setTimeout(15 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();
const program = join(__dirname, '..', '..', 'lib', 'n8n', 'demo', 'main.js');

interface Demo {
  readonly child: ChildProcess;
  printed(): string;
}

(real.ready ? describe : describe.skip)('npm run n8n', () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'n8n');
  let port: number;
  const started: Demo[] = [];

  /** Starts it and waits until it says what to try. */
  async function start(): Promise<Demo> {
    const child = spawn(process.execPath, [program, '--port', String(port), '--data', data]);
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const ended = once(child, 'close');
    const demo = { child, printed: () => printed };
    started.push(demo);
    while (!printed.includes('Ctrl-C stops everything')) {
      const over = await Promise.race([ended.then(() => true), once(child.stdout, 'data').then(() => false)]);
      if (over) throw new Error(`it ended: ${printed}`);
    }
    return demo;
  }

  async function stop({ child }: Demo): Promise<number | null> {
    if (child.exitCode !== null) return child.exitCode;
    const ended = once(child, 'close');
    child.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    return code;
  }

  const dashboard = async (): Promise<string> => {
    const login = Buffer.from(`${statusPage.user}:${statusPage.password}`).toString('base64');
    const headers = { authorization: `Basic ${login}` };
    return (await fetch(`http://127.0.0.1:${String(port)}/webhook/servicetitan-status`, { headers })).text();
  };

  beforeAll(async () => {
    port = await freePort();
  });

  afterAll(async () => {
    for (const demo of started) await stop(demo);
    folder.remove();
  });

  test('gives an n8n with every template, its pages, and tenants to look at', async () => {
    const demo = await start();
    expect(demo.printed()).toContain(`n8n is ready: http://127.0.0.1:${String(port)}`);
    expect(demo.printed()).not.toMatch(/Not published|draft/);
    for (const { name } of readTemplates(templatesFolder)) expect(demo.printed()).toContain(`published  ${name}`);
    expect(await dashboard()).toMatch(/Birch Heating[^]*Alder Plumbing/);
    const session = await signIn(`http://127.0.0.1:${String(port)}`, owner);
    const run = await session.run('demoReadCustomrs', 'Start');
    expect(run.error).toBeUndefined();
    expect(run.items('Customers').length).toBeGreaterThan(100);
    expect(await stop(demo)).toBe(0);
    await expect(dashboard()).rejects.toThrow();
  });

  test('finds everything again', async () => {
    const demo = await start();
    const session = await signIn(`http://127.0.0.1:${String(port)}`, owner);
    expect(await session.executions('demoReadCustomrs')).toHaveLength(1);
    expect(await dashboard()).toMatch(/Birch Heating[^]*Alder Plumbing/);
    expect(await stop(demo)).toBe(0);
  });

  test('says plainly that a port is taken, and what it does not understand', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    const taken = run('--port', String(port), '--data', data);
    other.close();
    expect([taken.status, taken.stderr]).toEqual([1, expect.stringMatching(/^Port \d+ .* in use.*--port \d+\n$/)]);
    const wrong = run('--port', 'many');
    expect([wrong.status, wrong.stderr]).toEqual([2, '--port takes a number from 1 to 65532, not "many"\n']);
    expect(run('--help').stdout).toMatch(/npm run n8n -- \[options\]/);
  });
});
