// npm test: set-up, lint, types, then every suite; ends with the totals of each suite and one line for all of them.
// Arguments go to jest (npm test -- paging). With CI=true a skipped test is a failure.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

import { root, run, setup } from './setup.mjs';

const results = join(root, '.cache', 'jest-results.json');

function printTotals(report) {
  const rows = report.testResults.map((suite) => {
    const count = (status) => suite.assertionResults.filter((test) => test.status === status).length;
    const crashed = suite.status === 'failed' && suite.assertionResults.length === 0 ? 1 : 0;
    return {
      name: relative(root, suite.name),
      passed: count('passed'),
      failed: count('failed') + crashed,
      skipped: count('pending') + count('todo') + count('skipped'),
      seconds: ((suite.endTime - suite.startTime) / 1000).toFixed(1),
    };
  });
  rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  const width = Math.max(...rows.map((row) => row.name.length), 5);
  console.log(`\n${'suite'.padEnd(width)}  passed  failed  skipped  seconds`);
  for (const row of rows)
    console.log(
      `${row.name.padEnd(width)}  ${String(row.passed).padStart(6)}  ${String(row.failed).padStart(6)}  ${String(row.skipped).padStart(7)}  ${row.seconds.padStart(7)}`,
    );
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

setup();
const chosen = process.argv.slice(2);
if (chosen.length === 0) {
  console.log('lint ...');
  run('npm', ['run', '--silent', 'lint']);
  run('npm', ['run', '--silent', 'format:check']);
  console.log('types of the tests ...');
  run('npm', ['run', '--silent', 'typecheck']);
}
rmSync(results, { force: true });
const jest = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--json', `--outputFile=${results}`, ...chosen],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
let totals;
try {
  totals = printTotals(JSON.parse(readFileSync(results, 'utf8')));
} catch (error) {
  console.error(`jest wrote no results: ${error.message}`);
  process.exit(1);
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
const skippedCounts = process.env.CI === 'true' && totals.skipped > 0;
if (skippedCounts) console.error('With CI=true a skipped test is a failure.');
process.exit(jest.status !== 0 || totals.failed > 0 || skippedCounts ? 1 : 0);
