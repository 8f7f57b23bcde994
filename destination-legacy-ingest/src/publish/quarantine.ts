import { operatorError } from 'airbyte-runtime';

import type { Delivery } from '../delivery/delivery';

import type { Batch } from './batch';

/**
 * Puts a batch that is past a limit where people look at it.
 * @returns the error that ends the sync; config, because the next attempt would bring the same rows
 */
export async function quarantine(batch: Batch, reasons: readonly string[], delivery: Delivery): Promise<Error> {
  const { manifest, id } = batch;
  const text = `${JSON.stringify({ reasons, ...manifest }, null, 1)}\n`;
  const where = await delivery.quarantine({
    id,
    files: batch.files,
    manifest: { name: `${id}.report.json`, text, content: manifest },
  });
  return operatorError({
    failureType: 'config',
    message: `Batch ${id} of tenant ${manifest.tenant} was held back: ${reasons.join('; ').replace(/\.$/, '')}. Nothing was published; its rows are judged again by the next sync. Look at ${where} and the files beside it. Correct the data in ServiceTitan or the format, or raise the limit in the destination, and sync again.`,
  });
}
