import { join } from 'node:path';

import { isJsonObject } from 'airbyte-runtime';

import type { Disk } from '../../disk/disk';
import { listDirectory } from '../../disk/files';
import type { VisibleSnapshot } from '../delivery';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // somebody else's file
    return undefined;
  }
}

function snapshotsOf(manifest: unknown): VisibleSnapshot[] {
  if (!isJsonObject(manifest) || typeof manifest.version !== 'number' || !Array.isArray(manifest.reports)) return [];
  const { version, reports } = manifest;
  return (reports as readonly unknown[]).flatMap((report) => {
    if (!isJsonObject(report) || report.mode !== 'snapshot' || typeof report.report !== 'string') return [];
    const rows = isJsonObject(report.counts) ? report.counts.written : undefined;
    return typeof rows === 'number' ? [{ report: report.report, rows, version }] : [];
  });
}

/** The newest snapshot of each report whose manifest is still in the folder. */
export function readSnapshots(disk: Disk, incoming: string): VisibleSnapshot[] {
  const newest = new Map<string, VisibleSnapshot>();
  for (const name of listDirectory(disk, incoming)) {
    if (!name.endsWith('.manifest.json') || name.startsWith('.')) continue;
    for (const snapshot of snapshotsOf(parse(disk.readFileSync(join(incoming, name), 'utf8'))))
      if (snapshot.version > (newest.get(snapshot.report)?.version ?? 0)) newest.set(snapshot.report, snapshot);
  }
  return [...newest.values()];
}
