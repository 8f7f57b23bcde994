import type { StreamKey } from 'airbyte-runtime';
import type { CompiledFormat } from 'legacy-format';

import { progressOf } from './intake/completeness';
import type { StreamPlan, SyncPlan } from './intake/plan';
import { isCleared, isFinished, isSilent } from './intake/progress';
import type { Intake } from './intake/receive';
import type { Ledger } from './publish/ledger';
import type { SpoolMemory } from './publish/spool-memory';
import { shapeOf } from './spool/shape';
import type { StreamSpool } from './spool/stream-spool';
import { lostRecords } from './workspace/errors';
import type { Workspace } from './workspace/workspace';

const isKept = ({ keeping }: StreamPlan): boolean => keeping === 'merged' || keeping === 'replaced';

/** A refresh or a clear since the records were lost began the stream anew. */
function beganAnew({ generation }: StreamPlan, lostAt: number | null): boolean {
  return generation !== null && lostAt !== null && generation > lostAt;
}

/** A stream whose acknowledged records are among merged rows stays merged until these are delivered. */
export function keepUndelivered(plan: SyncPlan, { spoolMemory }: Ledger): SyncPlan {
  const undelivered = spoolMemory.undelivered();
  const streams = [...plan.streams.values()].map((stream): StreamPlan =>
    stream.keeping === 'until_delivered' && undelivered.get(stream.id)?.kind === 'merged'
      ? { ...stream, keeping: 'merged' }
      : stream,
  );
  return { ...plan, streams: new Map(streams.map((stream) => [stream.id, stream])) };
}

/**
 * Opens the spool of every stream that a report needs.
 * @throws a config error when the rows of a stream that only sends changes were lost, or were never kept
 */
export function openStreams(
  plan: SyncPlan,
  format: CompiledFormat,
  { spool, ledger }: Workspace,
  tenant: string,
): Map<string, StreamSpool> {
  const { spoolMemory } = ledger;
  const spools = new Map<string, StreamSpool>();
  const undelivered = spoolMemory.undelivered();
  const missing = new Map<string, number | null>();
  for (const { key, id, keeping } of plan.streams.values()) {
    if (keeping === undefined) continue;
    const owed = undelivered.get(id);
    const isThere = owed !== undefined && spool.has(key, owed);
    if (owed !== undefined && !isThere) missing.set(id, owed.generation);
    spools.set(id, spool.open(key, keeping, shapeOf(format, key.name), isThere ? owed : undefined));
  }

  const lost = spoolMemory.lost();
  const wasCleared = (key: StreamKey): boolean => {
    const registered = spool.registered(key);
    return registered !== undefined && registered.cleared !== null;
  };
  const gaps = [...plan.streams.values()].filter((stream) => {
    const { keeping, id, key } = stream;
    if (keeping !== 'merged' && keeping !== 'until_delivered') return false;
    const startsAnew = (at: number | null | undefined): boolean =>
      at === undefined || beganAnew(stream, at) || wasCleared(key);
    return !startsAnew(missing.get(id)) || (keeping === 'merged' && !startsAnew(lost.get(id)));
  });
  if (gaps.length > 0)
    throw lostRecords(
      tenant,
      gaps.map(({ key }) => key.name),
    );
  return spools;
}

/** Before a state of the stream is acknowledged: from then on its records do not come again. */
export function noteStream(stream: StreamPlan, spoolMemory: SpoolMemory): void {
  if (isKept(stream)) spoolMemory.see(stream.id, stream.generation);
  // a format that comes to need all of its rows finds only a part of them
  else spoolMemory.lose(stream.id, stream.generation);
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
    ledger.spoolMemory.together(() => {
      const empty = isSilent(progress) || isCleared(progress, stream.truncating, intake.cut);
      if (isKept(stream) || !empty) noteStream(stream, ledger.spoolMemory);
      if (!finished) return;
      ledger.spoolMemory.delivered(stream.id);
      // what was cleared comes again from its beginning
      if (isKept(stream) || empty) ledger.spoolMemory.regain(stream.id);
    });
  }
  spool.checkpoint();
}
