import { isJsonObject, type JsonObject } from 'airbyte-runtime';

import type { NamedBatch, VisibleSnapshot } from '../delivery';

import { partName, type FolderStore } from './store';

const ending = '.manifest.json';
const rejectedFolder = '../rejected/';

/** How a manifest in `incoming` names a file. */
export const reference = ({ kind, name }: { readonly kind: 'data' | 'rejects'; readonly name: string }): string =>
  kind === 'data' ? name : rejectedFolder + name;

/** A manifest as it was found; it may be somebody else's file, so nothing of it is taken for granted. */
export interface FoundManifest {
  readonly name: string;
  readonly content: JsonObject;
}

function parse(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function readAll(store: FolderStore, names: readonly string[], stored: (name: string) => string) {
  const found: FoundManifest[] = [];
  for (const name of names) {
    const content = parse(await store.read('incoming', stored(name)));
    if (content !== undefined) found.push({ name, content });
  }
  return found;
}

/** Manifests of batches that are complete. */
export async function visibleManifests(store: FolderStore): Promise<FoundManifest[]> {
  const names = (await store.list('incoming')).filter((name) => name.endsWith(ending) && !name.startsWith('.'));
  return readAll(store, names, (name) => name);
}

/** Manifests of batches that a killed sync left half-made, by the names they would have got. */
export async function hiddenManifests(store: FolderStore): Promise<FoundManifest[]> {
  const hidden = partName(ending).slice(1);
  const names = (await store.list('incoming')).filter((name) => name.startsWith('.') && name.endsWith(hidden));
  return readAll(
    store,
    names.map((name) => name.slice(1, -'.part'.length)),
    partName,
  );
}

function reportsOf({ reports }: JsonObject): JsonObject[] {
  return Array.isArray(reports) ? reports.filter(isJsonObject) : [];
}

/** The files that a manifest tells of; names that lead out of the folders are not among them. */
export function filesOf({ content }: FoundManifest): NamedBatch['files'] {
  const described = [...reportsOf(content), ...(isJsonObject(content.unreadable) ? [content.unreadable] : [])];
  const told = described.flatMap((report) => [
    report.file,
    ...(Array.isArray(report.parts) ? report.parts.map((part) => (isJsonObject(part) ? part.file : undefined)) : []),
    report.rejects,
  ]);
  return [...new Set(told)].flatMap((path) => {
    if (typeof path !== 'string' || path === '') return [];
    const rejected = path.startsWith(rejectedFolder);
    const name = rejected ? path.slice(rejectedFolder.length) : path;
    return /[/\\]/.test(name) ? [] : [{ kind: rejected ? ('rejects' as const) : ('data' as const), name }];
  });
}

function snapshotsIn({ content }: FoundManifest): VisibleSnapshot[] {
  const { version } = content;
  return reportsOf(content).flatMap(({ report, mode, counts }) => {
    const rows = isJsonObject(counts) ? counts.written : undefined;
    if (mode !== 'snapshot' || typeof report !== 'string') return [];
    return typeof rows === 'number' && typeof version === 'number' ? [{ report, rows, version }] : [];
  });
}

/** The newest snapshot of each report. */
export function snapshotsOf(manifests: readonly FoundManifest[]): VisibleSnapshot[] {
  const newest = new Map<string, VisibleSnapshot>();
  for (const snapshot of manifests.flatMap(snapshotsIn))
    if (snapshot.version > (newest.get(snapshot.report)?.version ?? 0)) newest.set(snapshot.report, snapshot);
  return [...newest.values()];
}

/** Of batches of ours, those that were made before an instant (epoch ms) and hold no report's newest snapshot. */
export function expired(manifests: readonly FoundManifest[], before: number): FoundManifest[] {
  const newest = snapshotsOf(manifests);
  return manifests.filter((manifest) => {
    const { manifestVersion, batchId, createdAt } = manifest.content;
    const made = typeof createdAt === 'string' ? Date.parse(createdAt) : NaN;
    if (manifestVersion !== 1 || typeof batchId !== 'string' || !(made < before)) return false;
    return !snapshotsIn(manifest).some(({ report, version }) =>
      newest.some((last) => last.report === report && last.version === version),
    );
  });
}

/** Whether a batch is out and nothing came after it, by version or by clock: delivered again, it would say nothing. */
export function isLast(manifestName: string, manifests: readonly FoundManifest[]): boolean {
  const rank = ({ content }: FoundManifest) => ({
    version: typeof content.version === 'number' ? content.version : 0,
    createdAt: typeof content.createdAt === 'string' ? content.createdAt : '',
  });
  const own = manifests.find(({ name }) => name === manifestName);
  if (own === undefined) return false;
  const { version, createdAt } = rank(own);
  return manifests.map(rank).every((other) => other.version <= version && other.createdAt <= createdAt);
}
