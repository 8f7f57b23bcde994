import type { StreamSpec } from 'servicetitan-specs';

import type { Days } from './days';
import type { FeedContext, FeedPage } from './feed-page';
import { inOrder } from './in-order';
import { parentsAtOnce, waitingCharacters, waitingParents } from './limits';
import type { ParentTally } from './missing-parents';
import { unitsOf, type Unit } from './parents';
import { readRows } from './rows';

/** What a child stream is read from, for one run. */
export interface ChildRead {
  readonly stream: StreamSpec;
  readonly context: FeedContext;
  readonly tally: ParentTally;
}

/** What narrows the rows of each parent. */
interface Narrowed {
  readonly days?: Days;
  readonly bound?: string | null;
}

/** A parent to ask for, or the place where everything of a page of parents has been asked for. */
export type Step = { readonly unit: Unit } | { readonly mark: FeedPage };

const sizeOf = ({ items }: FeedPage): number => items.reduce((size, { raw }) => size + raw.length, 0);
const sideBySide = { atOnce: parentsAtOnce, waiting: waitingParents, waitingSize: waitingCharacters, sizeOf };

/** The rows of one parent, or of a batch; a parent that is gone has none. */
async function* rowsOf(
  { stream, context, tally }: ChildRead,
  unit: Unit,
  narrowed: Narrowed,
  signal: AbortSignal,
): AsyncGenerator<FeedPage> {
  let first = true;
  try {
    const request = { ...narrowed, ...unit, ahead: false, signal };
    for await (const { items, readFrom } of readRows(context.client, stream, context.label, request)) {
      if (first) tally.answered();
      first = false;
      yield { items, readFrom, position: null, last: false };
    }
  } catch (error) {
    tally.missing(error);
  }
}

/**
 * What there is to ask for, page of parents by page.
 * @param asked the keys that are not asked for again, given for each page
 */
export async function* stepsOf(
  { stream, context }: ChildRead,
  parents: AsyncIterable<FeedPage>,
  asked: () => Set<string>,
): AsyncGenerator<Step> {
  const { parent } = stream;
  if (parent === undefined) throw new Error(`stream ${stream.name} has no parent`);
  const cursor = context.catalog.parentOf(stream)?.cursor ?? null;
  for await (const page of parents) {
    for (const unit of unitsOf(page.items, parent, cursor, context.always, asked())) yield { unit };
    yield { mark: { ...page, items: [] } };
  }
}

/** The rows of all parents in their order, several parents asked side by side. */
export function pagesOf(read: ChildRead, steps: AsyncIterable<Step>, narrowed: Narrowed): AsyncGenerator<FeedPage> {
  async function* only(mark: FeedPage): AsyncGenerator<FeedPage> {
    yield mark;
  }
  return inOrder(
    steps,
    (step, signal) => ('unit' in step ? rowsOf(read, step.unit, narrowed, signal) : only(step.mark)),
    { ...sideBySide, signal: read.context.signal },
  );
}
