import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const repository = dirname(dirname(require.resolve('servicetitan-specs/package.json')));
const release = join(repository, 'scripts', 'release');

/** What a script of the release gives; they are ES modules, which this process cannot load. */
const ask = (module: string, expression: string): unknown =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        ...['--input-type=module', '--eval'],
        `const it = await import(${JSON.stringify(join(release, module))}); console.log(JSON.stringify(await (${expression}) ?? null));`,
      ],
      { encoding: 'utf8' },
    ),
  );

describe('the changelog', () => {
  test('has a part for a release, by what a reader looks for', () => {
    const changes = [
      { section: 'Fleet', subject: 'Spread starts' },
      { section: 'Source', subject: 'Read faster' },
      { section: 'Fleet', subject: 'Tell who is overdue' },
    ];
    expect(ask('changelog.mjs', `it.changelogPart('1.2.0', '2026-11-28', ${JSON.stringify(changes)})`)).toBe(
      '## 1.2.0 (2026-11-28)\n\n### Source\n\n- Read faster\n\n### Fleet\n\n- Spread starts\n- Tell who is overdue',
    );
  });

  test('opens the part with what was written by hand, and keeps older ones', () => {
    const old = '# Changelog\n\n## Unreleased\n\n- By hand.\n\n## 1.0.0 (2026-01-01)\n\n- First.\n';
    expect(ask('changelog.mjs', `it.withPart(${JSON.stringify(old)}, '## 1.1.0 (2026-11-28)\\n\\n- New')`)).toBe(
      '# Changelog\n\n## 1.1.0 (2026-11-28)\n\n- By hand.\n\n- New\n\n\n## 1.0.0 (2026-01-01)\n\n- First.\n',
    );
  });
});

describe('a command-line tool as an npm package', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'release-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['fleet', 'servicetitan-fleet', ['schema'], '"title": "tenants.yaml"'],
    ['legacy-format-cli', 'legacy-format', ['lint', 'servicetitan-reports'], 'servicetitan-reports'],
  ])('%s is one file that runs where nothing else is', (workspace, command, args, words) => {
    const target = join(folder, workspace);
    ask('command-package.mjs', `it.commandPackage('${workspace}', ${JSON.stringify(target)}, '9.9.9')`);
    const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ version: '9.9.9', license: 'MIT', bin: { [command]: `${command}.cjs` } });
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('private');
    expect(readdirSync(target)).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE', 'README.md']));
    expect(execFileSync(join(target, `${command}.cjs`), args, { cwd: folder, encoding: 'utf8' })).toContain(words);
  });
});
