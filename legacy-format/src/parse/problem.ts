/** One mistake, before it is known where in a text it stands. */
export interface Problem {
  path: readonly (string | number)[];
  message: string;
  /** The mistake is the member's name, not its value. */
  atName?: boolean;
}

/** `reports.invoices.columns[3].type` */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}
