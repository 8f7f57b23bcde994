export interface AheadOptions {
  /** Ask for the next page while the consumer works on this one. */
  readonly ahead: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Hands on page after page with the next one already asked for: one page ahead, no more. When the consumer stops early,
 * the request under way is given up; its failure is nobody's any more.
 * @param fetchNext asks for the page after the one it returned last
 */
export async function* readAhead<P extends { readonly hasMore: boolean }>(
  fetchNext: (signal: AbortSignal) => Promise<P>,
  { ahead, signal }: AheadOptions,
): AsyncGenerator<P> {
  const stop = new AbortController();
  const signals = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const start = (): Promise<P> => {
    const pending = fetchNext(signals);
    // Marks a failure as looked after; whoever awaits the page still gets it.
    pending.catch(() => undefined);
    return pending;
  };
  try {
    let pending = start();
    for (;;) {
      const page = await pending;
      if (!page.hasMore) {
        yield page;
        return;
      }
      if (ahead) pending = start();
      yield page;
      if (!ahead) pending = start();
    }
  } finally {
    stop.abort();
  }
}
