import type { Expiry } from '../delivery';
import { counted } from '../removed';

import { removeBatch } from './batch-files';
import type { DoneName } from './done';
import { expired, filesOf, reference, visibleManifests } from './manifests';
import { partName, type FolderName, type FolderStore } from './store';

/**
 * Old batches. The manifest is hidden first, so that no reader finds one that tells of files which are gone; a kill in
 * between leaves what looks like a batch that was never published, and the next sync removes the rest. A file that a batch
 * which stays tells of, too, stays: names need not be unique in every format.
 * @returns how many batches
 */
async function sweepPublished(store: FolderStore, before: number, doneName: DoneName): Promise<number> {
  const manifests = await visibleManifests(store);
  const old = expired(manifests, before);
  const told = new Set(manifests.filter((each) => !old.includes(each)).flatMap((each) => filesOf(each).map(reference)));
  for (const manifest of old) {
    const files = filesOf(manifest).filter((file) => !told.has(reference(file)));
    const done = doneName(String(manifest.content.batchId));
    if (done !== undefined) await store.remove('incoming', done);
    await store.rename('incoming', manifest.name, partName(manifest.name));
    await store.settle('incoming');
    await removeBatch(store, { files, manifestName: manifest.name });
  }
  return old.length;
}

/** @param told names that must stay @returns how many files */
async function sweepFolder(
  store: FolderStore,
  folder: FolderName,
  before: number,
  told: ReadonlySet<string>,
): Promise<number> {
  let count = 0;
  for (const name of await store.list(folder)) {
    const made = told.has(name) ? undefined : await store.modifiedAt?.(folder, name);
    if (made === undefined || made >= before) continue;
    await store.remove(folder, name);
    count += 1;
  }
  if (count > 0) await store.settle(folder);
  return count;
}

async function rejectsOfBatches(store: FolderStore): Promise<Set<string>> {
  const files = (await visibleManifests(store)).flatMap(filesOf);
  return new Set(files.filter(({ kind }) => kind === 'rejects').map(({ name }) => name));
}

/** See Delivery.sweep. */
export async function sweepFolders(
  store: FolderStore,
  { published, quarantine, rejects }: Expiry,
  doneName: DoneName,
): Promise<string> {
  const batches = published === undefined ? 0 : await sweepPublished(store, published, doneName);
  const held = quarantine === undefined ? 0 : await sweepFolder(store, 'quarantine', quarantine, new Set());
  const rejected =
    rejects === undefined ? 0 : await sweepFolder(store, 'rejected', rejects, await rejectsOfBatches(store));
  return [
    ...counted(batches, 'published batch', 'published batches'),
    ...counted(held, 'file in quarantine', 'files in quarantine'),
    ...counted(rejected, 'file of rejected rows', 'files of rejected rows'),
  ].join(', ');
}
