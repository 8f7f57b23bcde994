/**
 * What n8n holds a community node to before it is verified: its linters over the sources, and its scanner over the
 * sources and over what npm publishes. The scanner's own program asks npm and GitHub for a published package; the part
 * of it that judges files is called here without them.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { folderInside, npmFolder } from '../n8n-core/npm-folder';

import versions from './versions.json';

const root = join(__dirname, '..', '..', '..');
const name = 'n8n-nodes-servicetitan';
const home = join(root, name);

const packages = Object.entries(versions).map(([tool, version]) => `${tool}@${version}`);
const folderName = `n8n-linters-${Object.values(versions).join('-')}`;
const scanner = join('node_modules', '@n8n', 'scan-community-package', 'scanner', 'scanner.mjs');

export interface Verdict {
  readonly passed: boolean;
  /** what the linters found, as they print it */
  readonly said: string;
}

export interface Workbench {
  /** `n8n-node lint`, as the package's authors would run it */
  lint(): Verdict;
  /** the scanner's pass over the sources, deaf to comments that switch rules off */
  scanSource(): Verdict;
  /** the scanner's pass over an unpacked tarball */
  scanPackage(folder: string): Verdict;
  /** what `npm publish` would upload, unpacked; with the size of the tarball in bytes */
  pack(): { folder: string; bytes: number };
  remove(): void;
}

function run(program: string, args: readonly string[], cwd: string): { passed: boolean; said: string } {
  // n8n's rules take every file for a node's own where they see a test run
  const env = { ...process.env, FORCE_COLOR: '0', NODE_ENV: 'production' };
  const done = spawnSync(program, args, { cwd, encoding: 'utf8', env });
  if (done.error !== undefined) throw done.error;
  // eslint-disable-next-line no-control-regex -- the colours of a terminal
  return { passed: done.status === 0, said: `${done.stdout}${done.stderr}`.replace(/\u001b\[[\d;]*m/g, '') };
}

/** The package as it lies in the repository, at a place where n8n's tools are found and what it shares with others, too. */
function checkOut(folder: string): string {
  const target = join(folder, name);
  mkdirSync(join(folder, 'node_modules'));
  const parts = ['package.json', 'tsconfig.json', 'eslint.config.mjs', 'icons', 'credentials', 'nodes', 'transport'];
  for (const part of [...parts, 'generated'].filter((each) => existsSync(join(home, each))))
    cpSync(join(home, part), join(target, part), { recursive: true });
  // what is made from the specs is judged like what is written by hand: n8n's rules for nodes look into nodes/ only
  const made = join('nodes', 'ServiceTitan', 'descriptions', 'made.ts');
  cpSync(join(home, 'generated', 'properties.ts'), join(target, made));
  cpSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  for (const shared of ['checked-yaml', 'legacy-format', 'servicetitan-client', 'specs']) {
    symlinkSync(join(root, shared), join(folder, shared));
    symlinkSync(join(root, shared), join(folder, 'node_modules', shared === 'specs' ? 'servicetitan-specs' : shared));
  }
  return target;
}

/** @throws when npm cannot install n8n's tools */
export async function setUpWorkbench(): Promise<Workbench> {
  const tools = await npmFolder(folderName, packages);
  const folder = folderInside(tools, 'check-');
  const source = checkOut(folder);

  function scan(directory: string, patterns: 'SOURCE_FILE_PATTERNS' | 'undefined'): Verdict {
    const script = `
      import * as scanner from ${JSON.stringify(join(tools, scanner))};
      const { SOURCE_FILE_PATTERNS } = scanner;
      const { passed, message, details } = await scanner.analyzePackage(${JSON.stringify(directory)}, ${patterns});
      console.log(message ?? '', details ?? '');
      process.exitCode = passed ? 0 : 1;`;
    return run(process.execPath, ['--input-type=module', '--eval', script], folder);
  }

  return {
    lint: () =>
      run(process.execPath, [join(tools, 'node_modules', '@n8n', 'node-cli', 'bin', 'n8n-node.mjs'), 'lint'], source),
    scanSource: () => scan(source, 'SOURCE_FILE_PATTERNS'),
    scanPackage: (directory) => scan(directory, 'undefined'),
    pack() {
      const { passed, said } = run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], home);
      if (!passed) throw new Error(`npm pack: ${said}`);
      const [{ filename, size }] = JSON.parse(said) as [{ filename: string; size: number }];
      const unpacked = run('tar', ['-xzf', filename], folder);
      if (!unpacked.passed) throw new Error(`tar: ${unpacked.said}`);
      return { folder: join(folder, 'package'), bytes: size };
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
