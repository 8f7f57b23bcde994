/** What a reader finds, checked as a reader should check it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Tenant } from './sync';

export interface FoundBatch {
  readonly batchId: string;
  readonly version: number | null;
  /** lines of each report's file, without the header */
  readonly rows: Readonly<Record<string, string[]>>;
}

interface Manifest {
  readonly batchId: string;
  readonly version: number | null;
  readonly reports: readonly { readonly report: string; readonly file: string; readonly sha256: string }[];
}

/** Complete batches by version; throws when a file is not what its manifest says, or belongs to none. */
export function published(tenant: Tenant): FoundBatch[] {
  const incoming = tenant.path('incoming');
  const names = existsSync(incoming) ? readdirSync(incoming) : [];
  const manifests = names
    .filter((name) => name.endsWith('.manifest.json'))
    .map((name) => JSON.parse(readFileSync(join(incoming, name), 'utf8')) as Manifest);
  return manifests
    .sort((a, b) => (a.version ?? 0) - (b.version ?? 0))
    .map(({ batchId, version, reports }) => ({
      batchId,
      version,
      rows: Object.fromEntries(
        reports.map(({ report, file, sha256 }) => {
          const bytes = readFileSync(join(incoming, file));
          if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`${file} is not whole`);
          return [report, bytes.toString().split('\r\n').slice(1, -1)];
        }),
      ),
    }));
}

/** Names in the reader's folder that are in no batch. */
export function orphans(tenant: Tenant): string[] {
  const incoming = tenant.path('incoming');
  const told = readdirSync(incoming)
    .filter((name) => name.endsWith('.manifest.json'))
    .flatMap((name) => [
      name,
      ...(JSON.parse(readFileSync(join(incoming, name), 'utf8')) as Manifest).reports.map(({ file }) => file),
    ]);
  return readdirSync(incoming).filter((name) => !told.includes(name));
}
