/** Packages from npm that suites need and the repository's installation must not carry: big, or made for another Node. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { runToItsEnd } from '../n8n/command';
import { environmentForNpm } from '../n8n/installation';
import { aloneUntilDone } from '../support/lock';

/** 700 packages; a slow machine takes some minutes. */
const installTimeoutMs = 20 * 60_000;

async function fill(folder: string, packages: readonly string[]): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'for-suites', private: true }));
  // without the packages' scripts: n8n's compile an isolate for expressions that Node 20 is too old for
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
 * A folder outside the repository with these packages, each with its version, made when it is not there. Of several
 * processes one makes it and the others wait; what a killed one left behind is removed.
 * @throws when npm fails: offline for instance
 */
export async function npmFolder(
  name: string,
  packages: readonly string[],
  cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
): Promise<string> {
  const home = join(cache, 'servicetitan-sync');
  const folder = join(home, name);
  if (existsSync(folder)) return folder;
  mkdirSync(home, { recursive: true });
  return aloneUntilDone(`${folder}.lock`, async () => {
    if (existsSync(folder)) return folder;
    for (const left of readdirSync(home).filter((entry) => entry.startsWith(`${name}.part-`)))
      rmSync(join(home, left), { recursive: true, force: true });
    const part = join(home, `${name}.part-${String(process.pid)}`);
    mkdirSync(part);
    process.stderr.write(`Installing ${packages.join(', ')} into ${folder} (once) ...\n`);
    try {
      await fill(part, packages);
      renameSync(part, folder);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      throw error;
    }
    return folder;
  });
}

/** No suite runs so long. */
const oldMs = 24 * 60 * 60_000;

/** A new folder inside of one made above, where its packages are found; what killed suites left there is removed. */
export function folderInside(parent: string, prefix: string): string {
  for (const left of readdirSync(parent).filter((entry) => entry.startsWith(prefix))) {
    const age = Date.now() - (statSync(join(parent, left), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > oldMs) rmSync(join(parent, left), { recursive: true, force: true });
  }
  return mkdtempSync(join(parent, prefix));
}
