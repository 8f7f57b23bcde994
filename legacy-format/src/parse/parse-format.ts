import { readYaml } from 'checked-yaml';
import type { FormatDefinition, LegacyFormat } from 'servicetitan-specs';

import { FormatError, type FormatProblem } from '../errors';
import { extendFormat } from '../extend';
import { loaderWarnings } from '../loader/warnings';

import { formatProblems } from './format-problems';

// What booleans are written as: lists of words.
const WORDS = ['booleanFormat', 'format'];

/** A mistake, or a warning about what the loader would make of the definition. */
export interface FormatFinding extends FormatProblem {
  severity: 'error' | 'warning' | 'note';
}

export interface CheckedFormat {
  /** What the definition says, standing alone; null when it has mistakes. */
  format: LegacyFormat | null;
  findings: FormatFinding[];
}

/** Everything there is to say of a definition, YAML or JSON, with line and column. */
export function checkFormat(text: string): CheckedFormat {
  const { value, broken, locate } = readYaml(text, { words: WORDS });
  const problems = broken ? [broken] : formatProblems(value).map(locate);
  if (problems.length > 0)
    return { format: null, findings: problems.map((problem) => ({ ...problem, severity: 'error' })) };
  const format = extendFormat(value as FormatDefinition);
  const warnings = loaderWarnings(format).map((warning) => ({ ...locate(warning), severity: warning.severity }));
  return { format, findings: warnings };
}

/**
 * Reads a format from YAML or JSON text; one that extends a preset is given back with the preset's parts filled in.
 * Throws FormatError: line, column and the nearest valid word of each mistake.
 */
export function parseFormat(text: string): LegacyFormat {
  const { value, broken, locate } = readYaml(text, { words: WORDS });
  if (broken) throw new FormatError([broken]);
  const problems = formatProblems(value);
  if (problems.length > 0) throw new FormatError(problems.map(locate));
  return extendFormat(value as FormatDefinition);
}
