/** Digits of epoch milliseconds that are compared as text; enough for the next 300,000 years. */
const emittedDigits = 16;

/**
 * The age of a version as text: the alphabetically greater one is newer. First the instant of its change, then when the
 * source sent it. The space between comes before every character of an instant, so a shorter fraction is older.
 * @param modified see sortableInstant; empty is oldest
 * @param emittedAt epoch milliseconds
 */
export function rankOf(modified: string, emittedAt: number): string {
  return `${modified} ${String(Math.trunc(emittedAt)).padStart(emittedDigits, '0')}`;
}

/** The instant of the change, empty when it is not known. */
export function modifiedOf(rank: string): string {
  return rank.slice(0, -(emittedDigits + 1));
}
