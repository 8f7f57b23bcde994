import { join } from 'node:path';

import { rejectsEncoder, type CompiledFormat } from 'legacy-format';

import type { Disk } from '../disk/disk';
import type { RefusedLines } from '../intake/refused';
import { createRejectList, type RejectList } from '../render/rejects';
import type { RenderedReport } from '../render/render-report';
import { createTextFile } from '../render/text-file';
import type { Workspace } from '../workspace/workspace';

import type { RejectsFile } from './batch';

/** Names the rejects file of lines that belong to no report. */
export const unreadable = { key: 'unreadable', title: 'Unreadable lines' };

function rejectsFile(
  report: RejectsFile['report'],
  list: RejectList,
  format: CompiledFormat,
  disk: Disk,
  outbox: string,
): RejectsFile {
  return {
    report,
    count: list.count(),
    digest: list.digest(),
    write(batchId) {
      const { csv, validation } = format.definition;
      const encoder = rejectsEncoder(validation.rejects.columns, csv);
      const file = createTextFile(disk, join(outbox, `${report.key}.rejects`));
      file.write(encoder.start());
      for (const reject of list.all()) file.write(encoder.lines({ ...reject, batchId }));
      return file.finish();
    },
  };
}

/** Lines that came for no stream, or for streams that are the source of no report. */
function unreadableLines(refused: RefusedLines, reports: readonly RenderedReport[], workspace: Workspace): RejectList {
  const list = createRejectList(workspace.spool.scratch, 'unreadable_lines');
  const sources = new Set(reports.map(({ report }) => report.source));
  for (const stream of refused.streams().filter((name) => !sources.has(name)))
    for (const { code, message, raw } of refused.of(stream))
      list.add({
        report: '',
        sourceStream: stream,
        sourceId: '',
        rowNumber: list.count() + 1,
        reasons: [{ code, column: '', message, failure: 'reject' }],
        rawJson: raw,
      });
  return list;
}

/** One for each report that rejected something, and one for what belongs to no report. */
export function collectRejects(
  format: CompiledFormat,
  reports: readonly RenderedReport[],
  refused: RefusedLines,
  workspace: Workspace,
  disk: Disk,
): RejectsFile[] {
  const lists = [
    ...reports.map(({ report: { key, title }, rejects }) => ({ report: { key, title }, list: rejects })),
    { report: unreadable, list: unreadableLines(refused, reports, workspace) },
  ];
  return lists
    .filter(({ list }) => list.count() > 0)
    .map(({ report, list }) => rejectsFile(report, list, format, disk, workspace.outbox));
}
