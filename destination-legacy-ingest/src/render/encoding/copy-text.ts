import type { StagingValue } from 'legacy-format';

/* The text format of PostgreSQL's COPY: a row a line, a tab between values, \N for null. */

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const plain: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const special = /[\\\n\r\t]/;
const everySpecial = /[\\\n\r\t]/g;

export const nothing = '\\N';

function textOf(value: StagingValue): string {
  if (value === null) return nothing;
  if (typeof value !== 'string') return String(value);
  return special.test(value) ? value.replace(everySpecial, (found) => escapes[found] ?? found) : value;
}

/** A row with its line feed. */
export function copyLine(row: readonly StagingValue[]): string {
  let line = '';
  for (let at = 0; at < row.length; at += 1) line += (at === 0 ? '' : '\t') + textOf(row[at] ?? null);
  return `${line}\n`;
}

/** The values of a line without its line feed; numbers are text, too. */
export function copyValues(line: string): (string | null)[] {
  return line
    .split('\t')
    .map((text) =>
      text === nothing
        ? null
        : text.includes('\\')
          ? text.replace(/\\(.)/gs, (_, letter: string) => plain[letter] ?? letter)
          : text,
    );
}
