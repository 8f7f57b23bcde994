import type { Logger } from 'airbyte-runtime';

import type { Delivery, EncodingName, NamedBatch, OutboundFile } from '../delivery';

import { folderOf, removeBatch } from './batch-files';
import { markDone, type DoneName } from './done';
import { filesOf, hiddenManifests, isLast, reference, snapshotsOf, visibleManifests } from './manifests';
import { folderNames, isPart, partName, type FolderStore, type PlacedFile } from './store';
import { sweepFolders } from './sweep';

export interface FolderDeliveryOptions {
  readonly place: string;
  readonly encoding: EncodingName;
  readonly log: Logger;
  readonly doneName: DoneName;
}

/** Gives staged files their names and makes the names durable. */
async function revealAll(store: FolderStore, files: readonly PlacedFile[]): Promise<void> {
  for (const file of files) await store.reveal(file);
  for (const folder of new Set(files.map(({ folder: each }) => each))) await store.settle(folder);
}

/**
 * Undoes batches that a killed sync left half-made and that nobody remembers, because its workspace went with it. What a
 * complete batch tells of stays.
 */
async function removeForgotten(store: FolderStore, pending: NamedBatch | undefined): Promise<void> {
  const hidden = (await hiddenManifests(store)).filter(({ name }) => name !== pending?.manifestName);
  if (hidden.length === 0) return;
  const told = new Set((await visibleManifests(store)).flatMap(filesOf).map(reference));
  for (const manifest of hidden) {
    const files = filesOf(manifest).filter((file) => !told.has(reference(file)));
    await removeBatch(store, { files, manifestName: manifest.name });
  }
}

/**
 * Batches as files of folders. The manifest is what makes a batch: it stands beside the data under a hidden name before
 * anything gets its name, and gets its own, in the same folder, after all else is in place. So after a crash the hidden
 * name tells: gone, the batch is out, even if its reader has taken every file; still there, it is not.
 */
export function createFolderDelivery(
  store: FolderStore,
  { place, encoding, log, doneName }: FolderDeliveryOptions,
): Delivery {
  const placed = (files: readonly OutboundFile[]): PlacedFile[] =>
    files.map((file) => ({ file, folder: folderOf(file) }));
  /** name of a manifest that is out already, and last */
  let alreadyOut: string | undefined;

  return {
    place,
    encoding,
    check: () => store.check(),
    async prepare(pending) {
      await store.prepare();
      await removeForgotten(store, pending);
      const keep = pending && partName(pending.manifestName);
      for (const folder of folderNames)
        for (const name of await store.list(folder))
          if (isPart(name) && (folder !== 'incoming' || name !== keep)) await store.remove(folder, name);
      // killed between the manifest and the marker; a reader that has taken the batch waits for none
      if (pending && (await store.exists('incoming', pending.manifestName)))
        await markDone(store, doneName(pending.id));
    },
    reference,
    async stage({ files, manifest }) {
      if (await store.exists('incoming', manifest.name))
        if (isLast(manifest.name, await visibleManifests(store))) {
          log.info(`Batch ${manifest.name} is in ${place} already, and nothing came after it.`);
          alreadyOut = manifest.name;
          return;
        }
      await store.stage(placed(files), 'reader');
      await store.write('incoming', partName(manifest.name), manifest.text);
      await store.settle('incoming');
    },
    async publish({ id, files, manifest }) {
      if (alreadyOut !== manifest.name) {
        await revealAll(store, placed(files));
        await store.rename('incoming', partName(manifest.name), manifest.name);
        await store.settle('incoming');
      }
      await markDone(store, doneName(id));
    },
    wasPublished: async ({ manifestName }) => !(await store.exists('incoming', partName(manifestName))),
    discard: (batch) => removeBatch(store, batch),
    async quarantine({ files, manifest }) {
      const held: PlacedFile[] = files.map((file) => ({ file, folder: 'quarantine' }));
      await store.stage(held, 'people');
      await revealAll(store, held);
      await store.write('quarantine', partName(manifest.name), manifest.text);
      await store.rename('quarantine', partName(manifest.name), manifest.name);
      await store.settle('quarantine');
      return store.path('quarantine', manifest.name);
    },
    async keepRejects(files) {
      const rejected: PlacedFile[] = files.map((file) => ({ file, folder: 'rejected' }));
      await store.stage(rejected, 'people');
      await revealAll(store, rejected);
      return store.path('rejected');
    },
    visibleSnapshots: async () => snapshotsOf(await visibleManifests(store)),
    sweep: (expiry) => sweepFolders(store, expiry, doneName),
    close: () => store.close(),
  };
}
