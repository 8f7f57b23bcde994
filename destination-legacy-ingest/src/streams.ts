import type { CompiledFormat } from 'legacy-format';

import { progressOf } from './intake/completeness';
import type { StreamPlan, SyncPlan } from './intake/plan';
import { isFinished, isSilent } from './intake/progress';
import type { Intake } from './intake/receive';
import { shapeOf } from './spool/shape';
import type { StreamSpool } from './spool/stream-spool';
import { lostRecords } from './workspace/errors';
import type { Workspace } from './workspace/workspace';

const isKept = ({ keeping }: StreamPlan): boolean => keeping === 'merged' || keeping === 'replaced';

/** A refresh or a clear since the records were lost began the stream anew. */
function beganAnew({ generation }: StreamPlan, lostAt: number | null): boolean {
  return generation !== null && lostAt !== null && generation > lostAt;
}

/**
 * Opens the spool of every stream that a report needs.
 * @throws a config error when the rows of a stream that only sends changes were lost
 */
export function openStreams(
  plan: SyncPlan,
  format: CompiledFormat,
  { spool, ledger }: Workspace,
  tenant: string,
): Map<string, StreamSpool> {
  const spools = new Map<string, StreamSpool>();
  for (const { key, id, keeping } of plan.streams.values())
    if (keeping !== undefined) spools.set(id, spool.open(key, keeping, shapeOf(format, key.name)));

  const lost = ledger.spoolMemory.lost();
  const gaps = [...plan.streams.values()].filter((stream) => {
    const lostAt = lost.get(stream.id);
    const startsAnew = spool.registered(stream.key)?.cleared !== null;
    return stream.keeping === 'merged' && lostAt !== undefined && !startsAnew && !beganAnew(stream, lostAt);
  });
  if (gaps.length > 0)
    throw lostRecords(
      tenant,
      gaps.map(({ key }) => key.name),
    );
  return spools;
}

/** Makes what the sync brought the current rows of each stream, and all of it durable. */
export function settleStreams(
  plan: SyncPlan,
  intake: Intake,
  spools: ReadonlyMap<string, StreamSpool>,
  { spool, ledger }: Workspace,
): void {
  for (const stream of plan.streams.values()) {
    const progress = progressOf(intake, stream);
    const finished = isFinished(progress, intake.cut);
    const silentGeneration = isSilent(progress) ? (stream.generation ?? 0) : null;
    spools.get(stream.id)?.settle({ finished, silentGeneration });
    if (!isKept(stream)) continue;
    ledger.spoolMemory.see(stream.id, stream.generation);
    if (finished) ledger.spoolMemory.regain(stream.id);
  }
  spool.checkpoint();
}
