import type { StreamSelection } from 'airbyte-runtime';

import { selectionOf } from '../spool/record-fields';
import type { StreamSpool } from '../spool/stream-spool';

import type { SyncPlan } from './plan';

/** What is to be read of records; nothing of those that no report needs, and all of a stream that is not in the catalog. */
export function selectFields({ streams }: SyncPlan, spools: ReadonlyMap<string, StreamSpool>): StreamSelection[] {
  return [...streams.values()].map(({ key, id }) => ({
    stream: key,
    ...selectionOf(spools.get(id)?.shape.projection),
  }));
}
