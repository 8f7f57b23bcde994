import { nextVersion, type CompiledFormat } from 'legacy-format';

import { MismatchError, type Delivery, type OutboundBatch, type VisibleSnapshot } from '../delivery/delivery';
import { contentSha256 } from '../render/encoding/parts';
import type { RenderedReport } from '../render/render-report';

import { identify, type Batch } from './batch';
import type { Ledger, PendingBatch, PublishedSnapshot } from './ledger';

/** What a sync has to say to the reader of the reports. */
export interface Decision {
  /** the reports that a batch carries; none when there is nothing new */
  readonly reports: readonly RenderedReport[];
  readonly id: string;
}

export function published({ report, files, counts }: RenderedReport, format: CompiledFormat): PublishedSnapshot {
  return { report: report.key, formatSha256: format.sha256, sha256: contentSha256(files), rows: counts.written };
}

function isUnchanged(rendered: RenderedReport, format: CompiledFormat, ledger: Ledger): boolean {
  const last = ledger.snapshot(rendered.report.key);
  return (
    rendered.report.mode === 'snapshot' &&
    last?.sha256 === contentSha256(rendered.files) &&
    last.formatSha256 === format.sha256
  );
}

/**
 * A snapshot goes with every batch; a report of changes goes when it has rows. A batch of nothing but snapshots that are
 * out already says nothing, and one with the content of the last batch is that batch delivered again.
 */
export function decide(format: CompiledFormat, rendered: readonly RenderedReport[], ledger: Ledger): Decision {
  const reports = rendered.filter(({ report, counts }) => report.mode === 'snapshot' || counts.written > 0);
  const last = ledger.lastBatch();
  const again = identify(format, reports, () => false, undefined) === last;
  const news = !again && reports.some((each) => !isUnchanged(each, format, ledger));
  return { reports: news ? reports : [], id: identify(format, reports, ledger.isKnown, last) };
}

/** Epoch seconds that grow from batch to batch, even if the clock does not. */
export function versionAfter(ledger: Ledger, visible: readonly VisibleSnapshot[], now: number): number {
  return nextVersion(now, Math.max(ledger.lastVersion(), ...visible.map(({ version }) => version)));
}

/**
 * Publishes a batch. Killed at any point, the next sync finds out from the pending batch in the ledger whether it became
 * visible (see recover).
 * @param streams ids of those that the batch settles
 * @param keep makes the note of the pending batch outlive this machine, where it does not by itself
 * @throws MismatchError when the receiving side does not hold what was sent; the batch is not visible then
 */
export async function publish(
  batch: Batch,
  format: CompiledFormat,
  delivery: Delivery,
  ledger: Ledger,
  streams: readonly string[],
  keep: () => Promise<void>,
): Promise<void> {
  const outbound: OutboundBatch = {
    id: batch.id,
    files: batch.files,
    generations: batch.generations,
    manifest: {
      name: batch.manifestName,
      text: `${JSON.stringify(batch.manifest, null, 1)}\n`,
      content: batch.manifest,
    },
  };
  const pending: PendingBatch = {
    id: batch.id,
    version: batch.manifest.version,
    manifestName: batch.manifestName,
    streams,
    files: batch.files.map(({ kind, name }) => ({ kind, name })),
    snapshots: batch.reports.filter(({ report }) => report.mode === 'snapshot').map((each) => published(each, format)),
    rejects: batch.reports
      .filter(({ counts }) => counts.rejected > 0)
      .map(({ report, rejects }) => ({ report: report.key, digest: rejects.digest() })),
  };
  await delivery.stage(outbound);
  ledger.setPending(pending);
  await keep();
  try {
    await delivery.publish(outbound);
  } catch (error) {
    if (error instanceof MismatchError) ledger.abandon();
    throw error;
  }
  ledger.finalise(pending);
}

/** Settles a batch that a killed sync left open: it is out, and so are its rows; or it is not, and nothing of it stays. */
export async function recover(delivery: Delivery, ledger: Ledger): Promise<'none' | 'published' | 'discarded'> {
  const pending = ledger.pending();
  await delivery.prepare(pending);
  if (pending === undefined) return 'none';
  if (await delivery.wasPublished(pending)) {
    ledger.finalise(pending);
    return 'published';
  }
  await delivery.discard(pending);
  ledger.abandon();
  return 'discarded';
}
