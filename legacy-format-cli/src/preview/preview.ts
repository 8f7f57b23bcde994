import { CommandError } from 'command-line';
import type { Terminal } from 'command-line';
import { compileFormat } from 'legacy-format';

import { readChecked } from '../definition-file';
import { findingLines } from '../lint';

import { readRecords } from './read-records';
import { previewReport } from './render';
import { remarks, reportJson, showReport } from './show';

export interface PreviewOptions {
  records: string;
  rows: number;
  report?: string;
  tenant: string;
  timeZone: string;
  json?: boolean;
}

/** Shows what a format makes of records. @returns the exit code: 1 when the format has a mistake */
export async function preview(path: string, options: PreviewOptions, terminal: Terminal, now: Date): Promise<number> {
  const { format: definition, findings } = readChecked(path);
  if (!definition) {
    if (options.json) terminal.print(JSON.stringify({ ok: false, findings }, null, 2));
    else for (const line of findingLines(path, findings, terminal)) terminal.print(line);
    return 1;
  }
  const format = compileFormat(definition, { tenantKey: options.tenant, timeZone: options.timeZone });
  const wanted = format.reports.filter(({ key }) => options.report === undefined || key === options.report);
  if (wanted.length === 0) {
    const known = format.reports.map(({ key }) => key).join(', ');
    throw new CommandError(`${path} has no report "${options.report ?? ''}"; it has ${known}`);
  }
  const records = await readRecords(options.records, format);
  if (records.streams.size === 0)
    throw new CommandError(
      `${options.records} holds no records of ${format.streams.map(({ stream }) => stream).join(', ')}. ` +
        'A file <stream>.jsonl has one record a line; any .jsonl file may hold Airbyte RECORD messages.',
    );
  const lookups = records.records.lookups();
  const today = format.dateInZone(now.toISOString()) ?? now.toISOString().slice(0, 10);
  const previews = wanted.map((report) => previewReport(report, format, records, lookups, today));
  const said = remarks(format, records, options.records);
  if (options.json) {
    const reports = previews.map((one) => reportJson(one, options.rows));
    terminal.print(JSON.stringify({ ok: true, reports, remarks: said }, null, 2));
    return 0;
  }
  for (const one of previews) showReport(one, options.rows, terminal);
  for (const remark of said) terminal.print(terminal.style('dim', remark));
  return 0;
}
