// node scripts/launch.mjs <program> [arguments]: makes the clone ready, then runs one of its own programs.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { root, setup } from './setup.mjs';

const [program, ...rest] = process.argv.slice(2);
setup();
const child = spawn(process.execPath, [join(root, program), ...rest], { stdio: 'inherit' });
// a signal that reaches only this process ends the program too, not just the one that waits for it
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
