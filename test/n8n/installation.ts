/** A real n8n and the Node it needs, from npm, outside the repository: installed once for all suites and for the demo. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { aloneUntilDone } from '../support/lock';

import { runToItsEnd } from './command';
import pinned from './versions.json';

export interface N8n {
  readonly version: string;
  /** the Node that runs it */
  readonly node: string;
  /** n8n's own program, for that Node */
  readonly program: string;
  /** of a process that shall find that Node, and its npm scripts */
  readonly path: string;
}

export type Say = (line: string) => void;
export type Versions = typeof pinned;

/** n8n is 2400 packages; a slow machine takes a quarter of an hour. */
const installTimeoutMs = 40 * 60_000;
const defaultCache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');

function placeOf(cache: string, versions: Versions): { home: string; name: string; folder: string } {
  const home = join(cache, 'servicetitan-sync');
  const name = `n8n-${versions.n8n}-node-${versions.node}`;
  return { home, name, folder: join(home, name) };
}

/** npm has Node for these platforms as packages with a name of this form. */
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

function inFolder(folder: string, versions: Versions): N8n {
  const modules = join(folder, 'node_modules');
  const node = join(modules, nodePackage, 'bin', 'node');
  return {
    version: versions.n8n,
    node,
    program: join(modules, 'n8n', 'bin', 'n8n'),
    path: [dirname(node), process.env.PATH ?? ''].join(delimiter),
  };
}

/** The installation, when a finished one is there: a folder gets its name when all is in it. */
export function findN8n(cache = defaultCache, versions: Versions = pinned): N8n | undefined {
  const { folder } = placeOf(cache, versions);
  return existsSync(folder) ? inFolder(folder, versions) : undefined;
}

/** What npm tells its scripts about the package they run in is not for an npm that works in another folder. */
export function environmentForNpm(): NodeJS.ProcessEnv {
  const ofTheCaller = /^(npm_package_|npm_lifecycle_|npm_config_(local_|global_)?prefix$|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheCaller.test(name)));
}

async function fill(folder: string, versions: Versions, say: Say): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'a-real-n8n', private: true }));
  const { node, program, path } = inFolder(folder, versions);
  const npm = async (what: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> => {
    await runToItsEnd('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      ...{ what, say, cwd: folder, timeoutMs: installTimeoutMs },
      env: { ...environmentForNpm(), ...env },
    });
  };
  await npm(`Node ${versions.node}`, ['install', `${nodePackage}@${versions.node}`], {});
  // a native module is compiled for this Node, with the headers that come with it
  const env = { PATH: path, npm_config_nodedir: dirname(dirname(node)) };
  // without the packages' scripts: some download from elsewhere; the database is the one part that must be compiled
  await npm(`n8n ${versions.n8n} (a few minutes)`, ['install', '--ignore-scripts', `n8n@${versions.n8n}`], env);
  await npm("n8n's database", ['rebuild', 'sqlite3'], env);
  const told = await runToItsEnd(node, [program, '--version'], {
    ...{ what: 'n8n --version', cwd: folder, timeoutMs: 120_000 },
    env: { ...process.env, N8N_USER_FOLDER: folder },
  });
  if (told.trim().split('\n').at(-1) !== versions.n8n) throw new Error(`n8n --version says ${told.trim()}`);
  rmSync(join(folder, '.n8n'), { recursive: true, force: true });
}

/**
 * Gives the installation, made when it is not there; only one process at a time makes one, the others wait for it.
 * What a killed one left behind is removed.
 * @throws when npm fails: offline for instance
 */
export async function installN8n(
  say: Say,
  cache = defaultCache,
  versions: Versions = pinned,
  fillFolder: typeof fill = fill,
): Promise<N8n> {
  const { home, name, folder } = placeOf(cache, versions);
  mkdirSync(home, { recursive: true });
  return (
    findN8n(cache, versions) ??
    aloneUntilDone(`${folder}.lock`, async () => {
      const found = findN8n(cache, versions);
      if (found !== undefined) return found;
      for (const left of readdirSync(home).filter((entry) => entry.startsWith(`${name}.part-`)))
        rmSync(join(home, left), { recursive: true, force: true });
      const part = join(home, `${name}.part-${String(process.pid)}`);
      mkdirSync(part);
      say(`Installing n8n ${versions.n8n} into ${folder} (once, about 3 GB) ...`);
      try {
        await fillFolder(part, versions, say);
        renameSync(part, folder);
      } catch (error) {
        rmSync(part, { recursive: true, force: true });
        throw error;
      }
      say('n8n is installed.');
      return inFolder(folder, versions);
    })
  );
}
