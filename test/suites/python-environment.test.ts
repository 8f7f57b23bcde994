/** The Python environment of the suites: made once, used again, never half. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from '../support/connector';
import { pythonEnvironment } from '../support/python-environment';

jest.setTimeout(180_000);

const folder = temporaryFolder();
const requirements = folder.file('requirements.txt', '# nothing to install\n');
const home = join(folder.path, 'servicetitan-sync');
const python = pythonEnvironment(requirements, folder.path);

afterAll(() => {
  folder.remove();
});

(python.ready ? describe : describe.skip)('the Python environment', () => {
  const [environment = ''] = python.ready ? readdirSync(home) : [];
  const program = join(home, environment, 'bin', 'python');
  const madeAt = () => statSync(join(home, environment, 'pyvenv.cfg')).mtimeMs;

  test('is used again while the requirements stay the same', () => {
    const before = madeAt();
    const again = pythonEnvironment(requirements, folder.path);
    expect(again.ready && again.bin('python')).toBe(program);
    expect([madeAt(), readdirSync(home)]).toEqual([before, [environment]]);
  });

  test('is made anew when its installation was killed, with the lock of the dead process still there', () => {
    rmSync(join(home, environment, '.whole'));
    rmSync(program);
    mkdirSync(join(home, environment, 'half'));
    // no process has a number this high
    folder.file(join('servicetitan-sync', `${environment}.lock`), '4194305');
    expect(pythonEnvironment(requirements, folder.path).ready).toBe(true);
    expect([existsSync(program), existsSync(join(home, environment, 'half'))]).toEqual([true, false]);
    expect(readdirSync(home)).toEqual([environment]);
  });

  test('is not there, and says why, when a package cannot be installed', () => {
    const wrong = folder.file('wrong.txt', './no-such-package\n');
    const missing = pythonEnvironment(wrong, folder.path);
    expect(missing).toEqual({ ready: false, why: expect.stringMatching(/pip install failed: .*no-such-package/) });
  });
});
