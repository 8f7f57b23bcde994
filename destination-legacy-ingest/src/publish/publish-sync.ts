import type { Logger } from 'airbyte-runtime';
import type { CompiledFormat } from 'legacy-format';

import type { DestinationConfig } from '../config';
import { MismatchError, type Delivery } from '../delivery/delivery';
import type { Disk } from '../disk/disk';
import type { SyncPlan } from '../intake/plan';
import type { Intake } from '../intake/receive';
import type { RefusedLines } from '../intake/refused';
import type { Encoding } from '../render/encoding/encoding';
import type { RenderedReport } from '../render/render-report';
import type { WorkspacePlace } from '../workspace/place';
import type { Workspace } from '../workspace/workspace';

import { identifyRejects, makeBatch, rejectsFiles, type Batch, type RejectsFile } from './batch';
import { judgeSync } from './limits';
import { decide, versionAfter, publish, type Decision } from './publish';
import { notAsSent, pastLimits, quarantine } from './quarantine';
import { collectRejects, unreadable } from './rejects-files';

export interface PublishContext {
  readonly config: DestinationConfig;
  readonly format: CompiledFormat;
  readonly plan: SyncPlan;
  readonly intake: Intake;
  readonly refused: RefusedLines;
  readonly delivery: Delivery;
  readonly encoding: Encoding;
  readonly workspace: Workspace;
  readonly place: WorkspacePlace;
  readonly log: Logger;
  readonly disk: Disk;
  readonly now: () => number;
}

/** Rejects of a sync that has nothing to publish; written once, not again at every re-delivery. */
async function keepRejects(
  rejects: readonly RejectsFile[],
  { format, delivery, workspace, log }: PublishContext,
): Promise<void> {
  const { ledger } = workspace;
  const news = rejects.filter(({ report, digest }) => ledger.rejects(report.key) !== digest);
  if (news.length === 0) return;
  const files = rejectsFiles(format, news, identifyRejects(format, news));
  const where = await delivery.keepRejects(files);
  ledger.noteRejects(news.map(({ report, digest }) => ({ report: report.key, digest })));
  for (const { name } of files) log.warn(`Rejected records: ${name} in ${where}.`);
}

function tell(rendered: readonly RenderedReport[], log: Logger): void {
  for (const { report, counts } of rendered)
    log.info(
      `${report.title}: ${counts.read} read, ${counts.filtered} filtered, ${counts.rejected} rejected, ${counts.unchanged} unchanged, ${counts.written} written.`,
    );
}

/** The generation of the stream that each report is made from. */
function generationsOf(reports: readonly RenderedReport[], { idOf, streams }: SyncPlan): Record<string, number | null> {
  const generation = (source: string): number | null => streams.get(idOf.get(source) ?? '')?.generation ?? null;
  return Object.fromEntries(reports.map(({ report }) => [report.key, generation(report.source)]));
}

/**
 * Publishes what the reports have to say, if anything, as one batch.
 * @throws a config error after the batch was put into quarantine because it is past a limit
 */
export async function publishSync(rendered: readonly RenderedReport[], context: PublishContext): Promise<void> {
  const { config, format, plan, intake, refused, delivery, workspace, place, log, disk, now } = context;
  const { ledger } = workspace;
  const visible = await delivery.visibleSnapshots();
  if (place.persistent && visible.length > 0 && ledger.lastBatch() === undefined)
    log.warn(
      `Lists were published to ${delivery.place} before, but the workspace ${place.where} is new: what it kept is lost. If streams send only what changed, refresh them in Airbyte, or lists may be short and changes missing.`,
    );
  const rejects = collectRejects(format, rendered, refused, workspace, disk);
  const records = [...intake.progress.values()].reduce((sum, progress) => sum + progress.records, 0);
  const unreadableCount = rejects.find(({ report }) => report === unreadable)?.count ?? 0;
  tell(rendered, log);

  const reasons = judgeSync(format, rendered, {
    limits: config.limits ?? {},
    previousRows: (report) =>
      ledger.snapshot(report)?.rows ?? visible.find((each) => each.report === report)?.rows ?? null,
    unreadable: unreadableCount,
    lines: records + refused.count(''),
  });
  const decision = decide(format, rendered, ledger);
  const batchOf = ({ id }: Pick<Decision, 'id'>, reports: readonly RenderedReport[], version: number | null): Batch =>
    makeBatch({
      format,
      id,
      reports,
      rejects,
      unreadableKey: unreadable.key,
      reference: delivery.reference,
      extension: context.encoding.extension,
      version,
      createdAt: new Date(now()).toISOString(),
      syncId: plan.syncId,
      generations: generationsOf(reports, plan),
    });

  if (reasons.length > 0) throw await quarantine(batchOf(decision, rendered, null), pastLimits(reasons), delivery);
  if (decision.reports.length === 0) {
    ledger.forgetNotedRows();
    log.info('There is nothing new to publish.');
    await keepRejects(rejects, context);
    return;
  }
  const version = decision.reports.some(({ report }) => report.mode === 'snapshot')
    ? versionAfter(ledger, visible, now())
    : null;
  const batch = batchOf(decision, decision.reports, version);
  try {
    const settled = [...plan.streams.values()].filter(({ keeping }) => keeping !== undefined);
    await publish(
      batch,
      format,
      delivery,
      ledger,
      settled.map(({ id }) => id),
      () => place.save(),
    );
  } catch (error) {
    throw error instanceof MismatchError ? await quarantine(batch, notAsSent(error, delivery.place), delivery) : error;
  }
  log.info(`Batch ${batch.id} is published: ${batch.files.map(({ name }) => name).join(', ')} in ${delivery.place}.`);
}
