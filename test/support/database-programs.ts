/** The programs of the database servers that suites run: those of this machine, or Debian's packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export type Programs =
  | { readonly ready: true; /** path of a program */ path(name: string): string }
  | { readonly ready: false; readonly why: string };

interface Server {
  readonly title: string;
  readonly debianPackages: readonly string[];
  /** all that the suites start */
  readonly programs: readonly string[];
  /** where they may be, the best first */
  readonly folders: () => readonly string[];
}

/** A first installation takes half a minute; past this something hangs. */
const installTimeoutMs = 10 * 60_000;
/** Another suite may be installing. */
const aptOptions = ['-o', 'DPkg::Lock::Timeout=600', '--yes', '--no-install-recommends'];

const onPath = (process.env.PATH ?? '').split(':');

function debianPostgres(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, 'bin'));
}

export const postgres: Server = {
  title: 'PostgreSQL',
  debianPackages: ['postgresql'],
  programs: ['initdb', 'postgres'],
  folders: () => [...debianPostgres(), ...onPath],
};

export const mariadb: Server = {
  title: 'MariaDB',
  // without the package that runs a server of its own; the client has what makes the first tables
  debianPackages: ['mariadb-server-core', 'mariadb-client'],
  programs: ['mariadb-install-db', 'my_print_defaults', 'mariadbd'],
  folders: () => [...onPath, '/usr/sbin', '/usr/bin'],
};

function find({ programs, folders }: Server): Map<string, string> | undefined {
  const found = programs.map((name) => {
    const folder = folders().find((each) => existsSync(join(each, name)));
    return folder === undefined ? undefined : ([name, join(folder, name)] as const);
  });
  const all = found.filter((each) => each !== undefined);
  return all.length === programs.length ? new Map(all) : undefined;
}

/** @returns why it did not work */
function install({ debianPackages }: Server): string | undefined {
  const packages = debianPackages.join(' and ');
  if (process.getuid?.() !== 0) return `${packages} is not installed, and only root can install it`;
  process.stderr.write(`Databases: installing Debian's ${packages} (once) ...\n`);
  // no package may start a server of its own
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  let said = '';
  for (const args of [['update'], ['install', ...aptOptions, ...debianPackages]]) {
    const done = spawnSync('apt-get', args, { encoding: 'utf8', timeout: installTimeoutMs, env: environment });
    said = done.error?.message ?? done.stderr.trim().split('\n').slice(-2).join(' ');
    if (done.status !== 0 && args[0] === 'install') return `apt-get ${args.join(' ')} failed: ${said}`;
  }
  return undefined;
}

/** Synchronous, because jest wants to know while it collects the tests. */
export function programsOf(server: Server): Programs {
  const failure = find(server) === undefined ? install(server) : undefined;
  const found = find(server);
  if (found !== undefined) return { ready: true, path: (name) => found.get(name) ?? name };
  const why = failure ?? `${server.debianPackages.join(' and ')} lack one of ${server.programs.join(', ')}`;
  process.stderr.write(`${server.title}: the suites that need it are skipped: ${why}\n`);
  return { ready: false, why };
}
