import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const repository = dirname(dirname(require.resolve('servicetitan-specs/package.json')));
const check = (...pages: string[]) =>
  spawnSync(process.execPath, [join(repository, 'scripts', 'docs', 'check.mjs'), ...pages], { encoding: 'utf8' });

// Reads every package's source; on a busy machine that takes its time.
jest.setTimeout(300_000);

describe('the documentation', () => {
  test('names only links, commands, files and fields that are there, and its generated pages are up to date', () => {
    const { status, stderr } = check();
    expect([status, stderr]).toEqual([0, '']);
  });

  test('is refused when it does not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'docs-'));
    const page = join(folder, 'page.md');
    writeFileSync(
      page,
      [
        '# Page',
        'See [gone](gone.md) and [here](#nowhere).',
        'Call `npm run nothing`, `npx legacy-format polish a.yaml` or `npx servicetitan-fleet plan --quickly`.',
        "It is in `servicetitan-client/src/gone.ts`; `{ every: week, at: '02:00' }` is a schedule.",
        '',
        '| source field | form |',
        '| --- | --- |',
        '| `tenant` | Tenant |',
        '| `tenant_id` | Account |',
        '',
      ].join('\n'),
    );
    const { status, stderr } = check(page);
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    for (const complaint of [
      'links to gone.md, which is not there',
      'links to #nowhere',
      'names npm run nothing',
      'names npx legacy-format polish',
      'servicetitan-fleet plan --quickly, which it does not take',
      'names the file servicetitan-client/src/gone.ts',
      'every week needs `on`',
      "describes the source's field tenant, which its spec does not have",
      'calls the source\'s field tenant_id "Account"',
      "leaves out the source's field client_secret",
    ])
      expect(stderr).toContain(complaint);
  });
});
