/** Our nodes in an n8n, as a user gets them: the published archive, installed by npm below n8n's own folder. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runToItsEnd } from './command';
import { environmentForNpm, type N8n } from './installation';

const npmTimeoutMs = 5 * 60_000;

/** Packs a built package as it would be published; gives the archive's path. */
export async function packNodes(packageFolder: string, into: string): Promise<string> {
  mkdirSync(into, { recursive: true });
  const printed = await runToItsEnd('npm', ['pack', '--json', '--pack-destination', into], {
    ...{ what: 'npm pack', cwd: packageFolder, env: environmentForNpm(), timeoutMs: npmTimeoutMs },
  });
  const [packed] = JSON.parse(printed) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack made no archive of ${packageFolder}`);
  return join(into, packed.filename);
}

/** n8n's own installer does the same with what it gets from the public registry: no scripts, no peers. */
export async function installNodes(n8n: N8n, userFolder: string, archive: string): Promise<void> {
  const folder = join(userFolder, '.n8n', 'nodes');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true }));
  const args = ['install', '--legacy-peer-deps', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', archive];
  await runToItsEnd('npm', args, {
    ...{ what: 'installing the nodes', cwd: folder, timeoutMs: npmTimeoutMs },
    env: { ...environmentForNpm(), PATH: n8n.path },
  });
}
