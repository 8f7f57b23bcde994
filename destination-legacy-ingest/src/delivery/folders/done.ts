import { fileName, type CompiledFormat } from 'legacy-format';

import type { FolderStore } from './store';

/** Name of the marker that goes beside the manifest of a batch, for readers that wait for one; undefined when none is wanted. */
export type DoneName = (batchId: string) => string | undefined;

export function doneNameOf({ definition, context }: CompiledFormat): DoneName {
  const { done } = definition.naming;
  return (id) =>
    done === undefined ? undefined : fileName(done, { batch: { id }, tenant: { key: context.tenantKey } });
}

/** Made after the manifest has its name: a reader that finds the marker finds all of the batch. */
export async function markDone(store: FolderStore, name: string | undefined): Promise<void> {
  if (name === undefined || (await store.exists('incoming', name))) return;
  await store.write('incoming', name, '');
  await store.settle('incoming');
}
