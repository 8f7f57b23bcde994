/** What is under way at a time: one that is worked on and one that waits, so that the other side never does. */
const atOnce = 2;

export interface AheadOptions<Item, Result> {
  /** Items that came while others were under way go together. */
  readonly start: (items: readonly Item[]) => Promise<Result>;
  readonly sizeOf: (item: Item) => number;
  /** beyond this size, no more is read until something is done */
  readonly mostWaiting: number;
}

/**
 * Reads on while what was read is worked on elsewhere, and yields the results in order: each as soon as it is there, even
 * when no more input comes.
 */
export async function* readAhead<Item, Result>(
  input: AsyncIterator<Item>,
  { start, sizeOf, mostWaiting }: AheadOptions<Item, Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  let waiting: Item[] = [];
  let size = 0;
  let ended = false;
  let next: Promise<IteratorResult<Item, unknown>> | undefined;

  while (!ended || waiting.length > 0 || running.length > 0) {
    if (waiting.length > 0 && running.length < atOnce) {
      running.push(quiet(start(waiting)));
      waiting = [];
      size = 0;
    }
    if (!ended && next === undefined && size < mostWaiting) next = quiet(input.next());
    const [first] = running;
    const happened = await Promise.race([
      ...(first === undefined ? [] : [first.then(() => 'done' as const)]),
      ...(next === undefined ? [] : [next.then(() => 'read' as const)]),
    ]);
    if (happened === 'done' && first !== undefined) {
      void running.shift();
      yield await first;
    } else if (next !== undefined) {
      const { done, value } = await next;
      next = undefined;
      if (done === true) ended = true;
      else {
        waiting.push(value);
        size += sizeOf(value);
      }
    }
  }
}

/** A promise whose failure is found when it is waited for, and no earlier. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
