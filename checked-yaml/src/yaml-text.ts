import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';

import { formatPath, type LocatedProblem, type Problem } from './problem';

/** What a text says, and where things stand in it. */
export interface YamlText {
  /** Null when the text is no YAML. */
  value: unknown;
  /** The mistake that makes the text unreadable; everything after it is guesswork. */
  broken: LocatedProblem | null;
  locate(problem: Problem): LocatedProblem;
}

// YAML reads TRUE and False as booleans; where they are the words to write, what was written is meant.
function keepWords(document: Document, names: readonly string[]): void {
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !names.includes(String(key.value)) || !isSeq(value)) return;
      for (const item of value.items) if (isScalar(item) && item.source !== undefined) item.value = item.source;
    },
  });
}

/** Where a problem stands in the text: at the name, the value, or the nearest thing around it that is there. */
function offsetOf(document: Document, { path, atName }: Problem): number {
  const parent = document.getIn(path.slice(0, -1), true);
  if (atName && isMap(parent)) {
    const name = parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1))?.key;
    if (isScalar(name) && name.range) return name.range[0];
  }
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isScalar(node) || isMap(node) || isSeq(node)) return node.range?.[0] ?? 0;
  }
  return 0;
}

/** Aliases in a text of a person; more are a bomb, or a mistake that would be as bad. */
const usualAliases = 100;

/**
 * Reads YAML or JSON.
 * @param words lists under these names hold words, even where YAML reads booleans
 * @param maxAliases how often aliases may be used
 */
export function readYaml(
  text: string,
  { words = [], maxAliases = usualAliases }: { words?: readonly string[]; maxAliases?: number } = {},
): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const located = (offset: number, path: string, message: string): LocatedProblem => {
    const { line, col } = lines.linePos(offset);
    return { path, message, line, column: col };
  };
  const locate = (problem: Problem): LocatedProblem =>
    located(offsetOf(document, problem), formatPath(problem.path), problem.message);
  // One open bracket or quote makes errors of everything after it: the first error is the mistake.
  const [broken] = document.errors;
  if (broken) return { value: null, broken: located(broken.pos[0], 'YAML', broken.message), locate };
  keepWords(document, words);
  try {
    return { value: document.toJS({ maxAliasCount: maxAliases }) as unknown, broken: null, locate };
  } catch (error) {
    return {
      value: null,
      broken: { path: '', message: error instanceof Error ? error.message : String(error) },
      locate,
    };
  }
}
