export interface SideBySide<P> {
  /** generators whose first page is on its way, at most */
  readonly atOnce: number;
  /** generators that have been started and not been handed on, at most */
  readonly waiting: number;
  /** total size of the pages that wait; once it is reached nothing more is started */
  readonly waitingSize: number;
  readonly sizeOf: (page: P) => number;
  /** raised from outside when nobody waits any more */
  readonly signal?: AbortSignal | undefined;
}

interface Started<P> {
  readonly pages: AsyncIterator<P>;
  readonly first: Promise<IteratorResult<P>>;
  size: number;
}

/** Someone who waits for something to happen, one at a time. */
function createBell(): { ring(): void; wait(): Promise<void> } {
  let wake: (() => void) | undefined;
  return {
    ring() {
      wake?.();
      wake = undefined;
    },
    wait: () => new Promise<void>((resolve) => void (wake = resolve)),
  };
}

/**
 * Opens a generator for each unit, several side by side, and hands on their pages in the order of the units: all of the
 * first, all of the second. Only the first page of a generator is asked for before its turn, so that a slow one holds up
 * what comes behind it but not their requests, and what waits stays small. An error arrives in its place, after
 * everything before it; nothing more is started from when it is known.
 * @param open is given a signal that is raised when nobody waits for the pages any more
 */
export async function* inOrder<U, P>(
  units: AsyncIterable<U>,
  open: (unit: U, signal: AbortSignal) => AsyncIterable<P>,
  { atOnce, waiting, waitingSize, sizeOf, signal }: SideBySide<P>,
): AsyncGenerator<P> {
  const stop = new AbortController();
  const stopped = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const source = units[Symbol.asyncIterator]();
  const queue: Started<P>[] = [];
  const bell = createBell();
  let current: AsyncIterator<P> | undefined;
  const now = { underWay: 0, size: 0, pulling: false, ended: false };

  function start(pages: AsyncIterator<P>): void {
    const started: Started<P> = { pages, first: pages.next(), size: 0 };
    queue.push(started);
    now.underWay += 1;
    started.first.then(
      ({ done, value }) => {
        now.underWay -= 1;
        started.size = done === true ? 0 : sizeOf(value);
        now.size += started.size;
        void pull();
      },
      () => {
        now.underWay -= 1;
        now.ended = true;
      },
    );
  }

  async function pull(): Promise<void> {
    while (!now.ended && !now.pulling && now.underWay < atOnce && queue.length < waiting && now.size < waitingSize) {
      now.pulling = true;
      try {
        const next = await source.next();
        if (next.done === true) now.ended = true;
        else if (stopped.aborted) throw new Error('nobody waits for these pages any more');
        else start(open(next.value, stopped)[Symbol.asyncIterator]());
      } catch (error) {
        now.ended = true;
        start(failing(error));
      } finally {
        now.pulling = false;
        bell.ring();
      }
    }
  }

  try {
    void pull();
    for (;;) {
      const head = queue[0];
      if (head === undefined) {
        if (now.ended && !now.pulling) return;
        await bell.wait();
        continue;
      }
      let page = await head.first;
      queue.shift();
      current = head.pages;
      now.size -= head.size;
      void pull();
      while (page.done !== true) {
        yield page.value;
        page = await head.pages.next();
      }
    }
  } finally {
    now.ended = true;
    stop.abort();
    // not awaited: a transport that does not heed the signal would hold up whoever stopped
    const unfinished = [...queue.map(({ pages }) => pages), ...(current === undefined ? [] : [current]), source];
    for (const iterator of unfinished) void iterator.return?.().catch(() => undefined);
  }
}

function failing<P>(error: unknown): AsyncIterator<P> {
  return { next: () => Promise.reject(error instanceof Error ? error : new Error(String(error))) };
}
