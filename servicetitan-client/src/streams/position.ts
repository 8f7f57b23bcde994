import type { StreamSpec } from 'servicetitan-specs';

import type { Catalog } from './catalog';

/** The member of a list's state, and of the record of when its bound was: by change, or by creation only. */
export type BoundMember = 'modifiedOnOrAfter' | 'createdOnOrAfter';

/** Where the next incremental read of a stream begins. */
export type Position =
  /** an export feed: the token to go on from and the start date it was seeded with */
  | { readonly kind: 'export'; readonly continueFrom: string | null; readonly seededFrom: string | null }
  /** a list: the inclusive lower bound of its filter, an ISO-8601 instant in UTC */
  | { readonly kind: 'bound'; readonly member: BoundMember; readonly from: string | null }
  /** day windows: the first day that is not finished; `finished` when the read that left it came to its end */
  | {
      readonly kind: 'days';
      readonly nextDay: string | null;
      readonly finished: boolean;
      /** no day before this one is read */
      readonly since: string | null;
    }
  /** children of changed parents: the position in the feed of the topmost parent */
  | { readonly kind: 'parents'; readonly parents: Position }
  /** read from the start each time */
  | { readonly kind: 'whole' };

function filterOf(stream: StreamSpec): BoundMember | null {
  if (stream.modifiedFilter !== undefined) return 'modifiedOnOrAfter';
  return stream.createdFilter === undefined ? null : 'createdOnOrAfter';
}

/** The position of a stream that was never read: all history, or what the configured start date leaves of it. */
export function startOf(stream: StreamSpec, startDate: string | undefined, catalog: Catalog): Position {
  const since = startDate ?? null;
  if (stream.cursor === null) return { kind: 'whole' };
  const parent = catalog.parentOf(stream);
  if (parent !== undefined && stream.parent?.follow === 'changed') {
    const parents = startOf(parent, startDate, catalog);
    // a parent that follows its own parent has that one's position
    return parents.kind === 'whole' || parents.kind === 'parents' ? parents : { kind: 'parents', parents };
  }
  if (stream.window !== undefined)
    return { kind: 'days', nextDay: null, finished: false, since: since?.slice(0, 10) ?? null };
  if (stream.feed === 'export') return { kind: 'export', continueFrom: null, seededFrom: since };
  const member = filterOf(stream);
  if (member === null) return { kind: 'whole' };
  return { kind: 'bound', member, from: since === null || since.includes('T') ? since : `${since}T00:00:00Z` };
}

/** Whether the API has a way to read only what is new of a stream. */
export function isIncremental(stream: StreamSpec, catalog: Catalog): boolean {
  return startOf(stream, undefined, catalog).kind !== 'whole';
}
