import { writeFileSync } from 'node:fs';

import { CommandError, fileProblem, alignedTable } from 'command-line';
import { count, type Terminal } from 'command-line';
import { checkFormat } from 'legacy-format';

import { findingLines } from '../lint';

import { clientOf, readConnection } from './client';
import { draftDefinition } from './definition';
import { matchLabels, type Match } from './match-labels';
import { describeReport, listCategories, listReports, type Entry } from './saved-report';

export interface FromReportOptions {
  config: string;
  category?: string;
  report?: number;
  out?: string;
  json?: boolean;
}

function showEntries(kind: string, entries: readonly Entry[], { json }: FromReportOptions, terminal: Terminal): number {
  if (json) terminal.print(JSON.stringify({ [kind]: entries }, null, 2));
  else terminal.print(alignedTable([['id', 'name'], ...entries.map(({ id, name }) => [id, name])], [], ''));
  return 0;
}

function write(path: string, text: string): void {
  try {
    // Somebody may have worked on the file since it was drafted.
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new CommandError(`${path} is there already; it is not overwritten`);
    throw fileProblem(path, error);
  }
}

function showMatch(match: Match, { style, print }: Terminal): void {
  const lines = match.columns.map(({ label, dataType, column, repeats }) => [
    label,
    dataType,
    column === null ? 'not known' : repeats ? `${column.name}, again` : column.name,
  ]);
  print(alignedTable([['label', 'data type', `column of ${match.report}`], ...lines], [], '  '));
  const unknown = match.columns.filter(({ column }) => column === null);
  print(
    `\n${style('bold', `${match.known} of ${match.columns.length} columns are known`)}` +
      (unknown.length === 0
        ? '.'
        : `; ${count(unknown.length, 'column')} left as comments: ${unknown.map(({ label }) => label).join(', ')}.`),
  );
}

/** Drafts a definition from a saved report. @returns the exit code: 1 when none of its labels is known */
export async function fromReport(options: FromReportOptions, terminal: Terminal): Promise<number> {
  const { category, report: id, out, json } = options;
  const client = clientOf(readConnection(options.config), (message) => {
    console.error(message);
  });
  if (category === undefined) return showEntries('categories', await listCategories(client), options, terminal);
  if (id === undefined) return showEntries('reports', await listReports(client, category), options, terminal);

  const report = await describeReport(client, category, id);
  const match = matchLabels(report);
  if (!match) {
    const labels = report.fields.map(({ label }) => label).join(', ');
    if (json) terminal.print(JSON.stringify({ ok: false, report: { category, id, ...report } }, null, 2));
    else terminal.print(`No column of "${report.name}" is known: ${labels}`);
    return 1;
  }
  const definition = draftDefinition(report, match, { category, id });
  const { findings } = checkFormat(definition);
  if (out !== undefined) write(out, definition);
  if (json) {
    const columns = match.columns.map(({ label, dataType, column, repeats }) => ({
      label,
      dataType,
      column: column?.name ?? null,
      repeats,
    }));
    const { preset, report: key } = match;
    terminal.print(
      JSON.stringify(
        { ok: true, report: { category, id, name: report.name }, extends: preset, key, columns, definition, findings },
        null,
        2,
      ),
    );
  } else if (out === undefined) terminal.print(definition.trimEnd());
  else {
    showMatch(match, terminal);
    for (const line of findingLines(out, findings, terminal)) terminal.print(line);
    terminal.print(`\nWritten: ${out}`);
  }
  return 0;
}
