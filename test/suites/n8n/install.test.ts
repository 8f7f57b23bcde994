/** The real n8n of the suites and the demo: installed once, never half; started, owned, stopped with nothing left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { installN8n, type N8n } from '../../n8n/installation';
import { signIn } from '../../n8n/rest';
import { startN8n } from '../../n8n/server';
import { temporaryFolder } from '../../support/connector';
import { freePort } from '../../support/database-process';
import { availableN8n } from '../../support/n8n';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();

describe('installing n8n', () => {
  const versions = { node: '24.0.0', n8n: '1.2.3' };
  const name = 'n8n-1.2.3-node-24.0.0';
  const folder = temporaryFolder();
  const home = join(folder.path, 'servicetitan-sync');
  const said: string[] = [];
  const say = (line: string): unknown => said.push(line);
  let filled = 0;
  const fill = (part: string): Promise<void> => {
    filled += 1;
    writeFileSync(join(part, 'whole'), '');
    return Promise.resolve();
  };

  afterAll(() => folder.remove());

  test('leaves nothing behind when npm fails, and says what npm said', async () => {
    const missing = { node: '24.999.0', n8n: '1.2.3' };
    await expect(installN8n(say, folder.path, missing)).rejects.toThrow(/Node 24\.999\.0 failed .*24\.999\.0/s);
    expect(readdirSync(home)).toEqual([]);
  });

  test('begins anew after an installation that was killed, though its lock is still there', async () => {
    const installation = join(__dirname, '..', '..', 'lib', 'n8n', 'installation.js');
    const hangs = `require(${JSON.stringify(installation)}).installN8n(console.error, ${JSON.stringify(folder.path)},
      ${JSON.stringify(versions)}, (part) => { console.log(part); return new Promise((done) => setTimeout(done, 60_000)); })`;
    const killed = spawn(process.execPath, ['-e', hangs], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(readdirSync(home)).toEqual([`${name}.lock`, expect.stringMatching(/\.part-\d+$/)]);

    const n8n = await installN8n(say, folder.path, versions, fill);
    expect(readdirSync(home)).toEqual([name]);
    expect(n8n.program).toBe(join(home, name, 'node_modules', 'n8n', 'bin', 'n8n'));
    expect([filled, existsSync(join(home, name, 'whole'))]).toEqual([1, true]);
  });

  test('is not done again', async () => {
    await installN8n(say, folder.path, versions, fill);
    expect(filled).toBe(1);
    expect(said.join('\n')).toMatch(/Installing n8n 1\.2\.3 .*\(once/);
  });
});

(real.ready ? describe : describe.skip)('the installed n8n', () => {
  const { n8n } = real as { n8n: N8n };
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  test('starts in an empty folder, takes an owner, and is gone when stopped', async () => {
    const server = await startN8n(n8n, {
      ...{ userFolder: folder.path, port: await freePort(), brokerPort: await freePort() },
    });
    try {
      const owner = { email: 'ann@example.com', password: 'Some-Pass-1', firstName: 'Ann', lastName: 'Owner' };
      const session = await signIn(server.url, owner);
      expect(await session.workflows()).toEqual([]);
      // a second sign-in finds the owner
      await signIn(server.url, owner);
      await expect(signIn(server.url, { ...owner, password: 'wrong' })).rejects.toThrow(/\/rest\/login: 401/);
    } finally {
      await server.stop();
    }
    await expect(fetch(server.url)).rejects.toThrow();
    expect(server.log()).toMatch(/Stopping n8n/);
  });

  test('says in its own words why it did not start', async () => {
    const userFolder = join(folder.path, 'broken');
    mkdirSync(join(userFolder, '.n8n'), { recursive: true });
    writeFileSync(join(userFolder, '.n8n', 'config'), 'not JSON');
    const started = startN8n(n8n, { userFolder, port: await freePort(), brokerPort: await freePort() });
    await expect(started).rejects.toThrow(/n8n ended before it was ready.*n8n\.log:\n.*config/s);
  });
});
