import { operatorError } from 'airbyte-runtime';

import type { Delivery, MismatchError } from '../delivery/delivery';

import type { Batch } from './batch';

/** Why a batch must not be published, and who can do something about it. */
export interface Hindrance {
  readonly reasons: readonly string[];
  readonly failureType: 'config' | 'transient';
  /** what to do */
  readonly advice: string;
}

/** The next attempt would bring the same rows. */
export function pastLimits(reasons: readonly string[]): Hindrance {
  return {
    reasons,
    failureType: 'config',
    advice:
      'Correct the data in ServiceTitan or the format, or raise the limit in the destination, and sync again: its rows are judged again.',
  };
}

/** A disk or a server that does not keep what it takes may do so the next time. */
export function notAsSent({ reasons }: MismatchError, place: string): Hindrance {
  return {
    reasons,
    failureType: 'transient',
    advice: `What was read back from ${place} is not what was sent. The next attempt sends it again; if this repeats, have that place checked: it does not keep what it takes.`,
  };
}

/**
 * Puts a batch that must not be published where people look at it.
 * @returns the error that ends the sync
 */
export async function quarantine(
  batch: Batch,
  { reasons, failureType, advice }: Hindrance,
  delivery: Delivery,
): Promise<Error> {
  const { manifest, id } = batch;
  const text = `${JSON.stringify({ reasons, ...manifest }, null, 1)}\n`;
  const where = await delivery.quarantine({
    id,
    files: batch.files,
    generations: batch.generations,
    manifest: { name: `${id}.report.json`, text, content: manifest },
  });
  const why = reasons.join('; ').replace(/\.$/, '');
  return operatorError({
    failureType,
    message: `Batch ${id} of tenant ${manifest.tenant} was held back: ${why}. Nothing was published. Look at ${where} and the files beside it. ${advice}`,
  });
}
