import type { Part } from './parts/part';

export interface Selection {
  readonly parts: readonly Part[];
  /** numbers of invoices; empty for each part's own */
  readonly sizes: readonly number[];
}

/**
 * Names choose parts and numbers choose sizes. Numbers alone mean the parts that compare programs over so many invoices,
 * nothing at all means every part.
 * @throws RangeError for a word that is neither
 */
export function select(words: readonly string[], parts: readonly Part[], sized: readonly Part[]): Selection {
  const names = parts.map(({ name }) => name);
  const isNumber = (word: string): boolean => /^[1-9]\d*$/.test(word);
  for (const word of words)
    if (!isNumber(word) && !names.includes(word))
      throw new RangeError(`npm run bench -- [${names.join('|')} ...] [number of invoices ...], not ${word}`);
  const sizes = words.filter(isNumber).map(Number);
  const chosen = parts.filter(({ name }) => words.includes(name));
  if (chosen.length > 0) return { parts: chosen, sizes };
  return { parts: sizes.length > 0 ? sized : parts, sizes };
}
