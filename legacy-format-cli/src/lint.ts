import { alignedTable } from 'command-line';
import { count, type Terminal } from 'command-line';
import type { FormatFinding } from 'legacy-format';

import { readChecked } from './definition-file';

export interface LintOptions {
  json?: boolean;
}

const STYLE = { error: 'red', warning: 'yellow', note: 'dim' } as const;

const place = ({ line, column }: FormatFinding): string => (line === undefined ? '' : `${line}:${column ?? 1}`);
const byPlace = (a: FormatFinding, b: FormatFinding): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);

/** Findings as aligned lines; each begins with the file and its place, which terminals make a link of. */
export function findingLines(path: string, findings: readonly FormatFinding[], { style }: Terminal): string[] {
  const sorted = [...findings].sort(byPlace);
  const heads = alignedTable(
    sorted.map((finding) => [`${path}:${place(finding)}`.slice(-60), finding.severity]),
    [],
    '',
  ).split('\n');
  return sorted.map((finding, at) => {
    const head = (heads[at] ?? '').padEnd(Math.max(...heads.map(({ length }) => length)));
    const coloured = head.replace(finding.severity, (word) => style(STYLE[finding.severity], word));
    return `${coloured}  ${finding.message}\n${' '.repeat(4)}${style('dim', finding.path)}`;
  });
}

function summary(findings: readonly FormatFinding[]): string {
  const amount = (severity: FormatFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return [count(amount('error'), 'error'), count(amount('warning'), 'warning'), count(amount('note'), 'note')].join(
    ', ',
  );
}

/** Says everything there is to say of definitions. @returns the exit code: 1 when one of them has a mistake */
export function lint(paths: readonly string[], { json }: LintOptions, terminal: Terminal): number {
  const files = paths.map((path) => ({ path, ...readChecked(path) }));
  const ok = files.every(({ format }) => format !== null);
  if (json) {
    terminal.print(
      JSON.stringify(
        { ok, files: files.map(({ path, format, findings }) => ({ file: path, ok: format !== null, findings })) },
        null,
        2,
      ),
    );
    return ok ? 0 : 1;
  }
  for (const { path, format, findings } of files) {
    for (const line of findingLines(path, findings, terminal)) terminal.print(line);
    const mark = format === null ? terminal.style('red', 'cannot be used') : terminal.style('green', 'can be used');
    terminal.print(`${path} ${mark}: ${summary(findings)}`);
  }
  return ok ? 0 : 1;
}
