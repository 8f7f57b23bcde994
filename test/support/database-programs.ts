/** The programs of the database servers that suites run: those of this machine, or Debian's packages. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { installDebian } from './debian';

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

/** Synchronous, because jest wants to know while it collects the tests. */
export function programsOf(server: Server): Programs {
  const failure = find(server) === undefined ? installDebian(server.debianPackages) : undefined;
  const found = find(server);
  if (found !== undefined) return { ready: true, path: (name) => found.get(name) ?? name };
  const why = failure ?? `${server.debianPackages.join(' and ')} lack one of ${server.programs.join(', ')}`;
  process.stderr.write(`${server.title}: the suites that need it are skipped: ${why}\n`);
  return { ready: false, why };
}
