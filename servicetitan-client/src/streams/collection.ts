import type { StreamSpec } from 'servicetitan-specs';

import type { RowsRead } from '../rows-read';

/** What every request for rows of a stream names, whichever feed it comes from. */
export function collectionOf(stream: StreamSpec): Omit<RowsRead, 'signal' | 'added'> {
  const { path, name, scope, primaryKey, parameters, explode } = stream;
  return { path, label: name, scope, primaryKey, parameters, explode };
}
