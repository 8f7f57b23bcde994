import type { StreamSpec } from 'servicetitan-specs';

import { dayOf } from './calendar';
import { midnight, nextDayAfter, windowsFrom } from './days';
import type { FeedContext, FeedPage } from './feed-page';
import { createParentTally } from './missing-parents';
import { nextLowerBound } from './overlap';
import { pagesOf, stepsOf, type ChildRead, type Step } from './parent-steps';
import type { Position } from './position';

/**
 * A page that claims nothing. Without rows it is a sign of life, once it is sure that the children's collection is there:
 * only a stream that has said nothing yet may still end as one whose module is missing.
 */
function* alive({ tally }: ChildRead, page: FeedPage): Generator<FeedPage> {
  if (page.items.length > 0 || tally.any()) yield page;
}

/** Children of changed parents. A position of the parents' feed is passed on once all children before it are out. */
async function* followChanged(read: ChildRead, parents: AsyncIterable<FeedPage>): AsyncGenerator<FeedPage> {
  for await (const page of pagesOf(
    read,
    stepsOf(read, parents, () => new Set()),
    {},
  )) {
    if (page.last) read.tally.finish();
    const { position: inParents } = page;
    if (inParents === null) yield* alive(read, page);
    else if (page.last || read.tally.certain()) {
      const position: Position = inParents.kind === 'parents' ? inParents : { kind: 'parents', parents: inParents };
      yield { ...page, position };
    }
  }
}

/** The children of all parents: those that its own filter lets through, or everything. */
async function* visitAll(read: ChildRead, from: Position, parents: AsyncIterable<FeedPage>): AsyncGenerator<FeedPage> {
  const bound = from.kind === 'bound' ? from.from : null;
  const asked = new Set<string>();
  let began: string | null = null;
  for await (const page of pagesOf(
    read,
    stepsOf(read, parents, () => asked),
    { bound },
  )) {
    // the parents' pages come along: a child of a parent that was made after they were asked is not missed
    began = earliest(began, page.readFrom);
    yield* alive(read, { ...page, position: null, last: false });
  }
  read.tally.finish();
  const position: Position =
    from.kind === 'bound' && began !== null ? { ...from, from: nextLowerBound(began, bound) } : from;
  yield { items: [], readFrom: began, position, last: true };
}

function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** The children of all parents, window after window. The parents' keys are kept meanwhile: they are asked for once. */
async function* visitWindows(
  read: ChildRead,
  from: Position,
  parents: AsyncIterable<FeedPage>,
): AsyncGenerator<FeedPage> {
  const { stream, context } = read;
  if (stream.window === undefined) throw new Error(`stream ${stream.name} has no window`);
  const asked = new Set<string>();
  const units: Step[] = [];
  for await (const step of stepsOf(read, parents, () => asked)) if ('unit' in step) units.push(step);
  async function* steps(): AsyncGenerator<Step> {
    yield* units;
  }
  let position = from;
  const today = dayOf(context.now());
  for (const days of windowsFrom(stream.window, from, today)) {
    let began: string | null = null;
    for await (const page of pagesOf(read, steps(), { days })) {
      began ??= page.readFrom;
      yield* alive(read, page);
    }
    const nextDay = nextDayAfter(days, began ?? midnight(today));
    if (from.kind === 'days') position = { ...from, nextDay, finished: false };
    if (read.tally.certain())
      yield { items: [], readFrom: began, position: from.kind === 'days' ? position : null, last: false };
  }
  read.tally.finish();
  yield { items: [], readFrom: null, position, last: true };
}

/**
 * Reads a stream whose rows belong to the rows of another one.
 * @param parents the feed of the parents: of the changed ones where the stream follows changes, else of all
 */
export function readChildren(
  stream: StreamSpec,
  from: Position,
  context: FeedContext,
  parents: AsyncIterable<FeedPage>,
): AsyncGenerator<FeedPage> {
  const tally = createParentTally(context.label, stream.parent?.stream ?? 'parents', context.first, context.log);
  const read = { stream, context, tally };
  if (from.kind === 'parents') return followChanged(read, parents);
  return stream.window === undefined ? visitAll(read, from, parents) : visitWindows(read, from, parents);
}
