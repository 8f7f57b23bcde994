import { endlessFeed, type Subject } from './error-messages';
import { ServiceTitanError } from './errors';
import type { Item } from './json-items';
import { maxFruitlessPages } from './limits';

/** What a page brought: rows at all, rows that this read had not met, and whether the server promises more. */
interface Progress {
  readonly empty: boolean;
  readonly anyNew: boolean;
  readonly hasMore: boolean;
}

/** Ends a read that goes on without getting anywhere. */
export function createProgressGuard(subject: Subject): (page: Progress) => void {
  let emptyPages = 0;
  let stalePages = 0;
  const fail = (failureType: 'transient' | 'system', what: string): never => {
    throw new ServiceTitanError({
      kind: 'endless_feed',
      failureType,
      message: endlessFeed(subject, what),
      label: subject.label,
    });
  };
  return ({ empty, anyNew, hasMore }) => {
    emptyPages = empty ? emptyPages + 1 : 0;
    if (anyNew) stalePages = 0;
    else if (!empty) stalePages += 1;
    if (!hasMore) return;
    if (emptyPages >= maxFruitlessPages) fail('transient', `${emptyPages} pages in a row are empty`);
    if (stalePages >= maxFruitlessPages)
      fail('system', `${stalePages} pages in a row hold only rows that were there before`);
  };
}

/**
 * Tells whether a page of rows without keys differs from the one before. Two equal rows may be two rows (two lines of a
 * journal entry), so they cannot be told from a repeat; a whole page that comes again in the same order can.
 */
export function createPageComparison(): (items: readonly Item[]) => boolean {
  let before: readonly Item[] = [];
  return (items) => {
    const same = items.length === before.length && items.every(({ raw }, index) => raw === before[index]?.raw);
    before = items;
    return !same;
  };
}
