import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { measure, median } from '../measure';
import { sourceProgram } from '../tenant';

import type { Part } from './part';

const runs = 9;
const goalMs = 150;

/** A form waits for `spec`; an empty program of Node is what it takes at least. */
export const specPart: Part = {
  name: 'spec',
  async run({ folder }) {
    const empty = join(folder, 'empty.js');
    writeFileSync(empty, '');
    const byWall = { by: 'wallSeconds' } as const;
    const ours = (await median(runs, () => measure(sourceProgram, ['spec']), byWall)).wallSeconds * 1000;
    const bare = (await median(runs, () => measure(empty, []), byWall)).wallSeconds * 1000;
    return [
      {
        what: 'source: spec, wall time',
        measured: `${ours.toFixed(0)} ms`,
        limit: `${bare.toFixed(0)} ms (an empty program)`,
        ratio: ours / bare,
        goal: `< ${String(goalMs)} ms`,
        met: ours < goalMs,
      },
    ];
  },
};
