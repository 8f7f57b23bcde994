import type { ExportRead, ListRead } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

/** What every request for rows of a stream names, whichever feed it comes from. */
export function collectionOf(
  stream: StreamSpec,
): Pick<ListRead & ExportRead, 'path' | 'label' | 'scope' | 'primaryKey' | 'parameters'> {
  const { path, name, scope, primaryKey, parameters } = stream;
  return { path, label: name, scope, primaryKey, parameters };
}
