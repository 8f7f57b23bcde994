import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

import { readJson } from './files';

export interface Manifest {
  readonly batchId: string;
  readonly createdAt: string;
  readonly reports: readonly ManifestReport[];
}

export interface ManifestReport {
  readonly report: string;
  readonly mode: string;
  readonly file: string;
  readonly rejects: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly controlTotals: Readonly<Record<string, unknown>>;
}

export interface FoundManifest {
  readonly path: string;
  readonly manifest: Manifest;
}

/** Every batch that is complete in `incoming/`, oldest first. */
export function findManifests(incoming: string): FoundManifest[] {
  if (!existsSync(incoming)) return [];
  return readdirSync(incoming)
    .filter((name) => name.endsWith('.manifest.json'))
    .map((name) => join(incoming, name))
    .map((path) => ({ path, manifest: readJson(path) as Manifest, writtenAt: statSync(path).mtimeMs }))
    .sort((a, b) => a.writtenAt - b.writtenAt)
    .map(({ path, manifest }) => ({ path, manifest }));
}

function rejectReasons(path: string): string {
  const [header = '', ...rows] = readFileSync(path, 'utf8').split(/\r?\n/);
  const at = header.split(',').indexOf('reason_code');
  const counts = new Map<string, number>();
  for (const row of rows) {
    const code = row.split(',')[at];
    if (code !== undefined && /^[A-Z_]+$/.test(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].map(([code, count]) => `${code} ${count}`).join(', ');
}

function totals(
  values: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> | undefined,
): string[] {
  return Object.entries(values).map(([name, value]) => {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    const old = before?.[name];
    if (old === undefined || JSON.stringify(old) === JSON.stringify(value)) return `      ${name.padEnd(20)} ${text}`;
    return `      ${name.padEnd(20)} ${text}   (before: ${typeof old === 'object' ? JSON.stringify(old) : String(old)})`;
  });
}

/** The table that ends a run: what each report of a batch holds, where it lies, and how it differs from the last one. */
export function describeBatch(found: FoundManifest, earlier: readonly FoundManifest[], incoming: string): string {
  const lines = [`  batch ${found.manifest.batchId}  (${relative(process.cwd(), found.path)})`];
  for (const report of found.manifest.reports) {
    const before = earlier
      .flatMap(({ manifest }) => manifest.reports)
      .filter((other) => other.report === report.report)
      .at(-1);
    const counts = Object.entries(report.counts).map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`);
    lines.push(`    ${report.report} (${report.mode}): ${counts.join(', ')}`);
    lines.push(`      file                 ${relative(process.cwd(), join(incoming, report.file))}`);
    if (report.rejects !== null) {
      const path = join(incoming, report.rejects);
      lines.push(`      rejects              ${relative(process.cwd(), path)}: ${rejectReasons(path)}`);
    }
    lines.push(...totals(report.controlTotals, report.mode === 'snapshot' ? before?.controlTotals : undefined));
  }
  return lines.join('\n');
}
