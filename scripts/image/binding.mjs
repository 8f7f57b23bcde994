// SQLite's native part for the machine that the image is for, which need not be the one that bundles.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from '../setup.mjs';

/** Fetches a package into a folder, and refuses it unless it is the one of the lock file. */
function fetchPackage(name, folder) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { version, integrity } = packages[`node_modules/${name}`];
  const temporary = mkdtempSync(join(tmpdir(), 'binding-'));
  try {
    const args = ['pack', `${name}@${version}`, '--json', '--pack-destination', temporary];
    const [{ filename }] = JSON.parse(
      execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    const archive = join(temporary, filename);
    const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (digest !== integrity) throw new Error(`${name}@${version} is not what package-lock.json expects`);
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Puts libsql's binding where a bundle in `folder`/lib finds it by Node's own rules.
 * @param {'x64' | 'arm64'} arch of the image; its libc is glibc
 * @returns {string} where the package came from
 */
export function placeBinding(folder, arch) {
  const name = `@libsql/linux-${arch}-gnu`;
  let from = join(root, 'node_modules', name);
  if (!existsSync(from)) {
    from = join(root, '.cache', 'bindings', name);
    if (!existsSync(from)) fetchPackage(name, from);
  }
  const target = join(folder, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  for (const file of ['package.json', 'index.node']) cpSync(join(from, file), join(target, file));
  return from;
}
