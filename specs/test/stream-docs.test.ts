import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';

const root = join(__dirname, '..', '..');

test('docs/streams.md is what npm run docs:streams makes of the catalog', () => {
  const made = execFileSync(process.execPath, [join(root, 'scripts', 'specs', 'stream-docs.mjs'), '--print'], {
    encoding: 'utf8',
  });
  expect(readFileSync(join(root, 'docs', 'streams.md'), 'utf8')).toBe(made);
});
