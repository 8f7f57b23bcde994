import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

import type { Finding } from './parts/part';

const results = join(__dirname, '..', 'results');

function row({ what, measured, limit, ratio, goal, met }: Finding): string {
  const verdict = goal === 'none' ? '' : met ? 'yes' : '**no**';
  return `| ${[what, measured, limit, ratio?.toFixed(2) ?? '', goal, verdict].join(' | ')} |`;
}

/** Markdown of one run: each figure beside its limit and its goal. */
export function describe(findings: readonly Finding[], skipped: readonly string[], when: Date): string {
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return [
    `## ${when.toISOString().slice(11, 16)} UTC`,
    '',
    `Node ${process.versions.node}, ${String(cpus().length)} cores, ${String(Math.round(totalmem() / 2 ** 30))} GiB; load at the end ${load}. README.md says how to read this.`,
    '',
    '| what | measured | physical limit | ratio | goal | met |',
    '|---|---:|---:|---:|---:|---|',
    ...findings.map(row),
    '',
    ...skipped.flatMap((line) => [line, '']),
  ].join('\n');
}

/** Adds the run to the day's file under bench/results, which people write in too: what stands there stays. */
export function record(text: string, when: Date): string {
  mkdirSync(results, { recursive: true });
  const day = when.toISOString().slice(0, 10);
  const path = join(results, `${day}.md`);
  appendFileSync(path, `${existsSync(path) ? '' : `# ${day}\n`}\n${text}`);
  return path;
}
