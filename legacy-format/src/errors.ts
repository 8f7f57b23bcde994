import type { LocatedProblem } from 'checked-yaml';

/** One mistake in a format. */
export type FormatProblem = LocatedProblem;

const place = ({ line, column, path }: FormatProblem): string =>
  line === undefined ? path : `line ${line}, column ${column ?? 1} (${path})`;

const sentence = (problem: FormatProblem): string =>
  problem.path === '' && problem.line === undefined ? problem.message : `${place(problem)}: ${problem.message}`;

// A message is read on a terminal or in a sync log; all problems are on the error itself.
const MAX_LISTED = 20;

function list(problems: readonly FormatProblem[]): string {
  const lines = problems.slice(0, MAX_LISTED).map((problem) => `- ${sentence(problem)}`);
  const more = problems.length > MAX_LISTED ? [`- and ${problems.length - MAX_LISTED} more`] : [];
  return [`The legacy format has ${problems.length} mistakes:`, ...lines, ...more].join('\n');
}

/** A format that cannot be used; whoever edits the format has to act, so its failure type is config. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly failureType = 'config';

  constructor(readonly problems: readonly FormatProblem[]) {
    const [first] = problems;
    super(first && problems.length === 1 ? `The legacy format has a mistake: ${sentence(first)}` : list(problems));
  }
}
