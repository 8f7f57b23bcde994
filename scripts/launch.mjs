// node scripts/launch.mjs <program> [arguments]: makes the clone ready, then runs one of its own programs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { root, setup } from './setup.mjs';

const [program, ...rest] = process.argv.slice(2);
setup();
const outcome = spawnSync(process.execPath, [join(root, program), ...rest], { stdio: 'inherit' });
process.exit(outcome.status ?? 1);
