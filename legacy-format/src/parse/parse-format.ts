import type { LegacyFormat } from 'servicetitan-specs';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';

import { FormatError, type FormatProblem } from '../errors';

import { formatProblems } from './format-problems';
import { formatPath, type Problem } from './problem';

// YAML reads TRUE and False as booleans; where they are the words to write, what was written is meant.
const WORD_PAIRS = ['booleanFormat', 'format'];

function keepWords(document: Document): void {
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !WORD_PAIRS.includes(String(key.value)) || !isSeq(value)) return;
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

/** Reads a format from YAML or JSON text. Throws FormatError: line, column and the nearest valid word of each mistake. */
export function parseFormat(text: string): LegacyFormat {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const located = (offset: number, path: string, message: string): FormatProblem => {
    const { line, col } = lines.linePos(offset);
    return { path, message, line, column: col };
  };
  // One open bracket or quote makes errors of everything after it: the first error is the mistake.
  const [broken] = document.errors;
  if (broken) throw new FormatError([located(broken.pos[0], 'YAML', broken.message)]);

  keepWords(document);
  const format: unknown = toData(document);
  const problems = formatProblems(format);
  if (problems.length > 0)
    throw new FormatError(
      problems.map((problem) => located(offsetOf(document, problem), formatPath(problem.path), problem.message)),
    );
  return format as LegacyFormat;
}

function toData(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias that is expanded too often: a bomb, or a mistake that would be as bad.
    throw new FormatError([{ path: '', message: error instanceof Error ? error.message : String(error) }]);
  }
}
