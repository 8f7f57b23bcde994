import type { NamedBatch, OutboundFile } from '../delivery';

import { partName, type FolderName, type FolderStore } from './store';

/* Where the files of a batch are, and how they go. */

export const folderOf = ({ kind }: Pick<OutboundFile, 'kind'>): FolderName =>
  kind === 'data' ? 'incoming' : 'rejected';

/** Removes a batch whose manifest is hidden or gone, and the hidden manifest last. */
export async function removeBatch(store: FolderStore, { files, manifestName }: Omit<NamedBatch, 'id'>): Promise<void> {
  for (const file of files) {
    await store.remove(folderOf(file), file.name);
    await store.remove(folderOf(file), partName(file.name));
  }
  for (const folder of new Set(files.map(folderOf))) await store.settle(folder);
  await store.remove('incoming', partName(manifestName));
  await store.settle('incoming');
}
