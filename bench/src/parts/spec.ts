import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { measure, median } from '../measure';
import { destinationProgram, sourceProgram } from '../tenant';

import type { Finding, Part } from './part';

const runs = 9;
const goalMs = 150;

async function milliseconds(program: string, args: readonly string[]): Promise<number> {
  return (await median(runs, () => measure(program, args), { by: 'wallSeconds' })).wallSeconds * 1000;
}

/** A form waits for `spec`; an empty program of Node is what it takes at least. */
export const specPart: Part = {
  name: 'spec',
  async run({ folder }) {
    const empty = join(folder, 'empty.js');
    writeFileSync(empty, '');
    const bare = await milliseconds(empty, []);
    const findings: Finding[] = [];
    for (const [connector, program] of [
      ['source', sourceProgram],
      ['destination', destinationProgram],
    ] as const) {
      const ours = await milliseconds(program, ['spec']);
      findings.push({
        what: `${connector}: spec, wall time`,
        measured: `${ours.toFixed(0)} ms`,
        limit: `${bare.toFixed(0)} ms (an empty program)`,
        ratio: ours / bare,
        goal: `< ${String(goalMs)} ms`,
        met: ours < goalMs,
      });
    }
    return findings;
  },
};
