import type { ManifestReport } from 'legacy-format';

import type { Disk } from '../../disk/disk';
import { MismatchError, type OutboundBatch } from '../delivery';

import type { LoggedLoad } from './log';
import { differences } from './reconcile';
import { labelOf, type Session, type TableServer } from './server';
import { countLines, stagedLines } from './staged-rows';
import type { Target } from './targets';

export interface LoadContext {
  readonly server: TableServer;
  readonly disk: Disk;
  readonly tenant: string;
  readonly targets: readonly Target[];
}

function* inOrder(batch: OutboundBatch, target: Target, disk: Disk): Generator<Buffer> {
  for (const file of batch.files)
    if (file.kind === 'data' && file.report === target.report)
      yield* stagedLines(disk, file, target.versionAt, batch.manifest.content.version);
}

/** Counts what passes. */
function* counting(blocks: Iterable<Buffer>, count: (rows: number) => void): Generator<Buffer> {
  for (const block of blocks) {
    count(countLines(block));
    yield block;
  }
}

async function loadReport(
  session: Session,
  report: ManifestReport,
  target: Target,
  batch: OutboundBatch,
  { server, disk, tenant }: LoadContext,
): Promise<{ readonly load: LoggedLoad; readonly problems: readonly string[] }> {
  // The reader knows no batches: whatever it finds of the tenant is the list, so the older list goes in the same instant.
  const replaced = target.replaces ? await session.remove(target.table, server.is(target.tenantColumn, tenant)) : 0;
  const own = await session.ownRows(target.table);
  let sent = 0;
  const lines = counting(inOrder(batch, target, disk), (more) => {
    sent += more;
  });
  await session.loadLines(
    target.table,
    target.columns.map(({ name }) => name),
    lines,
  );
  const table = labelOf(target.table);
  const { written } = report.counts;
  return {
    load: { report: report.report, table, replaced },
    problems: [
      ...(sent === written ? [] : [`${report.report} has ${sent} rows in its file of ${written}`]),
      ...(await differences(session, server, { target, tenant, own }, report)),
    ],
  };
}

/**
 * Loads the reports of a batch and reads them back, without committing.
 * @throws MismatchError when the tables do not hold what was sent
 */
export async function loadBatch(session: Session, batch: OutboundBatch, context: LoadContext): Promise<LoggedLoad[]> {
  const loads: LoggedLoad[] = [];
  const problems: string[] = [];
  for (const report of batch.manifest.content.reports) {
    const target = context.targets.find((each) => each.report === report.report);
    if (target === undefined) throw new Error(`no table is known for report ${report.report}`);
    const done = await loadReport(session, report, target, batch, context);
    loads.push(done.load);
    problems.push(...done.problems);
  }
  if (problems.length > 0) throw new MismatchError(problems);
  return loads;
}
