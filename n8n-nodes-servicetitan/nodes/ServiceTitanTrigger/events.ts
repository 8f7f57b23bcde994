import type { IDataObject } from 'n8n-workflow';

import { rememberMs } from './limits';
import type { TriggerState } from './state';

export const eventTypes = ['created', 'updated', 'deactivated'] as const;
export type EventType = (typeof eventTypes)[number];

/**
 * What happened to a record that comes for the first time in this version. ServiceTitan does not say it, so it is worked
 * out: an inactive record was deactivated, one that came before was updated, and one that was made since shortly before
 * the last look was created.
 * @param before null for a manual run, which knows nothing of earlier ones
 */
export function eventOf(
  record: IDataObject,
  key: string,
  before: Pick<TriggerState, 'since' | 'looked' | 'seen'> | null,
): EventType {
  const { active, createdOn, modifiedOn } = record;
  if (active === false) return 'deactivated';
  if (typeof createdOn !== 'string') return 'updated';
  if (before === null) return createdOn === modifiedOn ? 'created' : 'updated';
  if (key in before.seen) return 'updated';
  const horizon = Math.max(Date.parse(before.since), Date.parse(before.looked) - rememberMs);
  return Date.parse(createdOn) >= horizon ? 'created' : 'updated';
}
