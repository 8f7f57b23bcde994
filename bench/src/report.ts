import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import type { Usage } from './measure';

export interface Row {
  readonly name: string;
  readonly records: number;
  readonly ours: Usage;
  readonly limit?: Usage;
  /** what the ratio or the memory must not pass */
  readonly goal: { readonly cpuRatio?: number; readonly peakRssMb: number };
}

const results = join(__dirname, '..', 'results');

const perRecord = (usage: Usage, records: number): string => ((usage.cpuSeconds * 1e6) / records).toFixed(2);

/** Markdown of one run: each figure beside its limit and its goal. */
export function describe(rows: readonly Row[], when: Date): string {
  const machine = `Node ${process.versions.node}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `# ${when.toISOString().slice(0, 10)}`,
    '',
    `${machine}. Whole processes; CPU is user + system time; the limit is a bare loop over the same bytes in the same run.`,
    '',
    '| what | records | CPU µs/record | limit µs/record | ratio | goal | wall s | peak RSS MB | goal MB |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...rows.map(({ name, records, ours, limit, goal }) => {
      const ratio = limit === undefined ? '' : (ours.cpuSeconds / limit.cpuSeconds).toFixed(2);
      const cells = [
        name,
        records.toLocaleString('en-US'),
        perRecord(ours, records),
        limit === undefined ? '' : perRecord(limit, records),
        ratio,
        goal.cpuRatio?.toFixed(1) ?? '',
        ours.wallSeconds.toFixed(1),
        ours.peakRssMb.toFixed(0),
        String(goal.peakRssMb),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
  ].join('\n');
}

/** Keeps the run under bench/results, one file a day. */
export function record(text: string, when: Date): string {
  mkdirSync(results, { recursive: true });
  const path = join(results, `${when.toISOString().slice(0, 10)}.md`);
  writeFileSync(path, text);
  return path;
}
