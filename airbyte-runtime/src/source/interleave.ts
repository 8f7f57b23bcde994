interface Turn<T, R> {
  readonly generator: AsyncGenerator<T, R>;
  readonly result: IteratorResult<T, R>;
}

/**
 * Runs generators side by side, `concurrency` at once and started in list order, and yields what they yield as it
 * comes. Those `beside` are all started at once and do not count. A generator goes on only after its last value was
 * taken. Returns what they returned, in the order they ended.
 * @param goesOn whether what belongs to a value follows it: then the same generator is taken from again, so that what
 * it holds is let go of before another one's is begun
 */
export async function* interleave<T, R>(
  starts: readonly (() => AsyncGenerator<T, R>)[],
  concurrency: number,
  beside: readonly (() => AsyncGenerator<T, R>)[] = [],
  goesOn: (value: T) => boolean = () => false,
): AsyncGenerator<T, R[]> {
  const waiting = [...starts];
  const uncounted = new Set<AsyncGenerator<T, R>>();
  const results: R[] = [];
  const turns = new Map<AsyncGenerator<T, R>, Promise<Turn<T, R>>>();

  function advance(generator: AsyncGenerator<T, R>): void {
    // Delete first: a map keeps the place of a key that is set again, and the race would favour its first entries.
    turns.delete(generator);
    turns.set(
      generator,
      generator.next().then((result) => ({ generator, result })),
    );
  }

  function startNext(): void {
    const start = waiting.shift();
    if (start !== undefined) advance(start());
  }

  for (const start of beside) {
    const generator = start();
    uncounted.add(generator);
    advance(generator);
  }
  // at least one, whatever the number is: none would end at once and look like a finished sync
  startNext();
  for (let started = 1; started < concurrency; started += 1) startNext();
  while (turns.size > 0) {
    const { generator, result: first } = await Promise.race(turns.values());
    let result = first;
    while (result.done !== true && goesOn(result.value)) {
      yield result.value;
      result = await generator.next();
    }
    if (result.done === true) {
      turns.delete(generator);
      results.push(result.value);
      if (!uncounted.delete(generator)) startNext();
    } else {
      yield result.value;
      advance(generator);
    }
  }
  return results;
}
