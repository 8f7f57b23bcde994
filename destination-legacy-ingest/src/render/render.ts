import { join } from 'node:path';

import type { CompiledFormat, CompiledReport } from 'legacy-format';

import type { SyncPlan } from '../intake/plan';
import type { RefusedLines } from '../intake/refused';
import type { StateQueue } from '../intake/states';
import type { StreamSpool } from '../spool/stream-spool';
import type { Workspace } from '../workspace/workspace';

import type { Encoding } from './encoding/encoding';
import { createLookups } from './lookups';
import { renderReport, type RenderedReport } from './render-report';

export interface RenderSources {
  readonly format: CompiledFormat;
  readonly plan: SyncPlan;
  /** by stream id */
  readonly spools: ReadonlyMap<string, StreamSpool>;
  readonly refused: RefusedLines;
  readonly states: StateQueue;
}

/** Renders the given reports one after the other into the workspace's outbox. */
export function renderReports(
  reports: readonly CompiledReport[],
  { format, plan, spools, refused, states }: RenderSources,
  workspace: Workspace,
  ports: { readonly encoding: Encoding; readonly now: () => number },
): RenderedReport[] {
  const spoolOf = (stream: string): StreamSpool | undefined => spools.get(plan.idOf.get(stream) ?? '');
  const lookups = createLookups(format.indexes, (stream) => spoolOf(stream)?.table);
  const today = format.dateInZone(new Date(ports.now()).toISOString()) ?? '';
  const judged = new Set<string>();
  workspace.ledger.forgetNotedRows();

  return reports.map((report) => {
    const source = spoolOf(report.source);
    if (source === undefined) throw new Error(`the source of report ${report.key} is not in the plan`);
    // a record that two reports reject is one record for the platform
    const first = !judged.has(report.source);
    judged.add(report.source);
    return renderReport(report, {
      format,
      source,
      lookups,
      ledger: workspace.ledger,
      scratch: workspace.spool.scratch,
      encoding: ports.encoding,
      path: join(workspace.outbox, `${report.key}.data`),
      today,
      refused: refused.of(report.source),
      rejected: (position) => {
        if (first) states.reject(plan.idOf.get(report.source) ?? '', position);
      },
    });
  });
}
