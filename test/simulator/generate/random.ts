/** A repeatable number in [0, 2^32) for a row: the finaliser of MurmurHash3 over seed, purpose and row number. */
export function hash(seed: number, purpose: number, row: number): number {
  let mixed =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(purpose + 1, 0xc2b2ae35) ^ Math.imul(row + 1, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The list's element for this number. */
export function pick<T>(list: readonly [T, ...T[]], number: number): T {
  return list[number % list.length] ?? list[0];
}

/** The row, among `count`, for this number; 0 when there is none. */
export function rowFor(number: number, count: number): number {
  return count > 0 ? number % count : 0;
}
