import type { Logger } from 'airbyte-runtime';

import type { RetentionConfig } from '../config';
import type { Delivery, Expiry } from '../delivery/delivery';

const dayMs = 24 * 60 * 60 * 1000;

function expiryOf({ published_days, quarantine_days, rejects_days }: RetentionConfig, now: number): Expiry {
  const before = (days: number): number => now - days * dayMs;
  return {
    ...(published_days !== undefined && { published: before(published_days) }),
    ...(quarantine_days !== undefined && { quarantine: before(quarantine_days) }),
    ...(rejects_days !== undefined && { rejects: before(rejects_days) }),
  };
}

/**
 * Removes what is older than the operator wants to keep. The sync has succeeded by then and stays so: what cannot be
 * removed today is removed by the next one.
 * @param now epoch milliseconds
 */
export async function applyRetention(
  config: RetentionConfig | undefined,
  delivery: Delivery,
  { log, now }: { readonly log: Logger; readonly now: number },
): Promise<void> {
  if (config === undefined || Object.keys(config).length === 0) return;
  try {
    const removed = await delivery.sweep(expiryOf(config, now));
    if (removed !== '') log.info(`Removed from ${delivery.place} because of their age: ${removed}.`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.warn(`What is too old could not be removed from ${delivery.place} (${why}); the next sync tries again.`);
  }
}
