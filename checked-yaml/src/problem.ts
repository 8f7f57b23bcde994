/** One mistake, before it is known where in a text it stands. */
export interface Problem {
  path: readonly (string | number)[];
  message: string;
  /** The mistake is the member's name, not its value. */
  atName?: boolean;
}

/** A mistake and where it stands; line and column count from 1 and are there when the value was read from text. */
export interface LocatedProblem {
  /** e.g. `reports.invoices.columns[3].type` */
  path: string;
  message: string;
  line?: number;
  column?: number;
}

/** `reports.invoices.columns[3].type` */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}
