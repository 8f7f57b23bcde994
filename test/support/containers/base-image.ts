/**
 * The image that the Dockerfiles start from: the real one, or, where no registry answers, a stand-in under its name made of
 * Debian's packages and the Node that npm's registry has.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installDebian } from '../debian';

export const baseImage = 'docker.io/library/node:22-bookworm-slim';
const nodePackage = `node-linux-${process.arch}@22.23.3`;
const pullTimeoutMs = 5 * 60_000;

/** Where apt is told to look, so that a mirror of this machine's serves the image, too. */
const aptSources = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'];

const dockerfile = `FROM scratch
ADD debian.tar /
COPY node /usr/local/bin/node
RUN echo 'node:x:1000:' >>/etc/group && echo 'node:x:1000:1000::/home/node:/bin/sh' >>/etc/passwd
CMD ["node"]
`;

/** Makes a file under its own name only when it is whole. */
function whole(path: string, make: (unfinished: string) => void): string {
  if (existsSync(path)) return path;
  const unfinished = `${path}.part`;
  make(unfinished);
  renameSync(unfinished, path);
  return path;
}

function debian(cache: string): string {
  return whole(join(cache, 'bookworm.tar'), (target) => {
    // like the slim images: neither manuals nor translations
    const left = ['man', 'doc', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
    const what = ['--format=tar', '--variant=essential', '--include=libstdc++6', ...left, 'bookworm', target];
    execFileSync('mmdebstrap', [...what, ...aptSources.filter(existsSync).slice(0, 1)], { stdio: 'pipe' });
  });
}

function node(cache: string): string {
  return whole(join(cache, nodePackage), (target) => {
    const folder = mkdtempSync(join(tmpdir(), 'node-'));
    try {
      execFileSync('npm', ['pack', '--silent', nodePackage, '--pack-destination', folder], { stdio: 'pipe' });
      execFileSync('sh', ['-c', 'tar -xzf *.tgz package/bin/node'], { cwd: folder });
      cpSync(join(folder, 'package', 'bin', 'node'), target);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function standIn(environment: NodeJS.ProcessEnv, cache: string): string | undefined {
  const failure = spawnSync('mmdebstrap', ['--version']).status === 0 ? undefined : installDebian(['mmdebstrap']);
  if (failure !== undefined) return failure;
  process.stderr.write(`Making a stand-in for ${baseImage} (once) ...\n`);
  mkdirSync(cache, { recursive: true });
  const context = mkdtempSync(join(tmpdir(), 'base-image-'));
  try {
    cpSync(debian(cache), join(context, 'debian.tar'));
    cpSync(node(cache), join(context, 'node'));
    writeFileSync(join(context, 'Dockerfile'), dockerfile);
    const args = ['build', '--pull=never', '--network=none', '--tag', baseImage, context];
    execFileSync('podman', args, { env: environment, stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/** @returns why there is none */
export function provideBaseImage(environment: NodeJS.ProcessEnv, cache: string): string | undefined {
  const podman = (...args: string[]): boolean =>
    spawnSync('podman', args, { env: environment, stdio: 'ignore', timeout: pullTimeoutMs }).status === 0;
  if (podman('image', 'exists', baseImage) || podman('pull', baseImage)) return undefined;
  return standIn(environment, cache);
}
