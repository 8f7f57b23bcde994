import type { StreamSpec } from 'servicetitan-specs';

/** A stream as the catalog could declare it: a list of module crm, unless said otherwise. */
export function streamOf(name: string, members: Partial<StreamSpec> = {}): StreamSpec {
  return {
    name,
    module: 'crm',
    path: `/crm/v2/tenant/{tenant}/${name.replaceAll('_', '-')}`,
    feed: 'list',
    primaryKey: ['id'],
    cursor: 'modifiedOn',
    scope: `tn.crm.${name.replaceAll('_', '')}:r`,
    order: 1,
    suggested: false,
    ...((members.feed ?? 'list') === 'list' ? { pageSize: 2 } : {}),
    ...members,
  };
}
