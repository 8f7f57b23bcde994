import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parse } from 'csv-parse/sync';

export interface Manifest {
  readonly batchId: string;
  readonly version?: number;
  readonly syncId: number | null;
  readonly reports: readonly {
    readonly report: string;
    readonly mode: string;
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly rejects: string | null;
    readonly header: readonly string[];
    readonly counts: Readonly<Record<string, number>>;
    readonly warnings: Readonly<Record<string, unknown>>;
    readonly controlTotals: Readonly<Record<string, unknown>>;
  }[];
}

/** Every complete batch of a tenant, in the order of publication; checks that each says the truth about its files. */
export function completeBatches(directory: string, tenantKey: string): Manifest[] {
  const incoming = join(directory, tenantKey, 'incoming');
  if (!existsSync(incoming)) return [];
  const manifests = readdirSync(incoming)
    .filter((name) => name.endsWith('.manifest.json') && !name.startsWith('.'))
    .map((name) => {
      const path = join(incoming, name);
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest & { createdAt: string };
      for (const report of manifest.reports) {
        const bytes = readFileSync(join(dirname(path), report.file));
        const actual = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
        if (actual.bytes !== report.bytes || actual.sha256 !== report.sha256)
          throw new Error(`${name} promises ${JSON.stringify(report)}, the file is ${JSON.stringify(actual)}`);
      }
      return manifest;
    });
  return manifests.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** The rows of a report's file in a batch, by header. */
export function rowsOf(
  directory: string,
  tenantKey: string,
  batch: Manifest,
  report: string,
): Record<string, string>[] {
  const found = batch.reports.find((each) => each.report === report);
  if (found === undefined) return [];
  const text = readFileSync(join(directory, tenantKey, 'incoming', found.file), 'utf8');
  return parse<Record<string, string>>(text, { columns: true, record_delimiter: '\r\n' });
}
