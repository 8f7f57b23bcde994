/** Repeatable pseudo-random values (mulberry32), so that a failing property test fails again. */
export function randomness(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number): number => Math.floor(next() * below);
  return {
    integer,
    pick: <T>(from: readonly T[]): T => from[integer(from.length)] as T,
    text: (alphabet: readonly string[], length: number): string =>
      Array.from({ length }, () => alphabet[integer(alphabet.length)]).join(''),
  };
}
