import type { ServiceTitanClient } from '../client';
import type { Member } from '../item-members';
import type { Item } from '../json-items';
import type { Logger } from '../ports';

import type { Catalog } from './catalog';
import type { Position } from './position';

/** A part of what a stream has to say, and how far it is read when this part is out. */
export interface FeedPage {
  readonly items: readonly Item[];
  /** the server's clock when the read that brought it began; null when nothing was asked */
  readonly readFrom: string | null;
  /** rows of the whole read, once the server has said so */
  readonly total?: number;
  /** where a later read can go on once everything so far is out; null where it cannot */
  readonly position: Position | null;
  /** the last page; it has a position */
  readonly last: boolean;
}

export interface FeedContext {
  readonly client: ServiceTitanClient;
  readonly catalog: Catalog;
  /** the stream that is read, in whose name parents are asked too */
  readonly label: string;
  /** what every record gets where it lacks it */
  readonly always: readonly Member[];
  readonly includeRecentChanges: boolean;
  /** nothing of the stream was read before, or it is read anew */
  readonly first: boolean;
  /** epoch ms */
  readonly now: () => number;
  readonly log: Pick<Logger, 'info'>;
  readonly signal?: AbortSignal | undefined;
}
