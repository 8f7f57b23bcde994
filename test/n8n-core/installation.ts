/** n8n's engine without its server, from npm, outside the repository: one folder for each line of n8n, installed once. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { runToItsEnd } from '../n8n/command';
import { environmentForNpm } from '../n8n/installation';
import { aloneUntilDone } from '../support/lock';

import lines from './lines.json';

/** The newest n8n that is tested, and the oldest line that n8n still maintains. */
export type Line = keyof typeof lines;

/** 700 packages; a slow machine takes some minutes. */
const installTimeoutMs = 20 * 60_000;

async function fill(folder: string, versions: Readonly<Record<string, string>>): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'n8n-engine', private: true }));
  const packages = ['n8n-core', 'n8n-workflow'].map((name) => `${name}@${versions[name] ?? ''}`);
  // without the packages' scripts: they compile an isolate for expressions that Node 20 is too old for
  await runToItsEnd(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages],
    {
      ...{ what: packages.join(' '), cwd: folder, timeoutMs: installTimeoutMs },
      env: environmentForNpm(),
    },
  );
}

/**
 * The folder of a line's engine, made when it is not there; of several processes one makes it and the others wait.
 * @throws when npm fails: offline for instance
 */
export async function engineFolder(
  line: Line,
  cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
): Promise<string> {
  const versions = lines[line];
  const home = join(cache, 'servicetitan-sync');
  const name = `n8n-core-${versions['n8n-core']}-workflow-${versions['n8n-workflow']}`;
  const folder = join(home, name);
  if (existsSync(folder)) return folder;
  mkdirSync(home, { recursive: true });
  return aloneUntilDone(`${folder}.lock`, async () => {
    if (existsSync(folder)) return folder;
    for (const left of readdirSync(home).filter((entry) => entry.startsWith(`${name}.part-`)))
      rmSync(join(home, left), { recursive: true, force: true });
    const part = join(home, `${name}.part-${String(process.pid)}`);
    mkdirSync(part);
    process.stderr.write(`Installing the engine of n8n ${versions.n8n} into ${folder} (once) ...\n`);
    try {
      await fill(part, versions);
      renameSync(part, folder);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      throw error;
    }
    return folder;
  });
}
