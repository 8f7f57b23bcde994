/** How many single-character edits make one word of the other. */
export function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? a.length;
}

// Longer words come from pasted text, not from a slip of the keys.
const MAX_LENGTH = 60;

/** The valid word that was probably meant; null when none is near. Upper and lower case make no difference. */
export function nearestWord(word: string, valid: readonly string[]): string | null {
  if (word.length > MAX_LENGTH) return null;
  const wanted = word.toLowerCase();
  let best: { word: string; distance: number } | null = null;
  for (const candidate of valid) {
    const found = distance(wanted, candidate.toLowerCase());
    if (!best || found < best.distance) best = { word: candidate, distance: found };
  }
  const near = Math.max(2, Math.floor(wanted.length / 3));
  return best && best.distance <= near ? best.word : null;
}

/** `; did you mean "x"?`, or the valid words when none is near and they are few. */
export function suggestion(word: string, valid: readonly string[]): string {
  const near = nearestWord(word, valid);
  if (near !== null) return `; did you mean "${near}"?`;
  return valid.length > 0 && valid.length <= 15 ? `; valid are ${valid.join(', ')}` : '';
}
