import { join } from 'node:path';

import { streamId, type Logger, type StreamKey } from 'airbyte-runtime';

import type { Disk } from '../disk/disk';
import { isDamage } from '../disk/problems';
import { openLedger, type Ledger } from '../publish/ledger';
import { openSpool, type Spool } from '../spool/spool';
import { tidyJournals } from '../spool/undelivered';

import { lock, lockFileOf, type Lock } from './lock';

/** A tenant's own folder for what stays between syncs; nobody else reads it. */
export interface Workspace {
  readonly ledger: Ledger;
  readonly spool: Spool;
  /** where finished files wait to be delivered; emptied at the start and the end of each sync */
  readonly outbox: string;
  close(): void;
}

export interface WorkspacePorts {
  readonly disk: Disk;
  readonly log: Logger;
  readonly sleep: (ms: number) => Promise<void>;
  /** epoch milliseconds */
  readonly now: () => number;
}

const names = {
  ledger: 'ledger.db',
  records: 'records',
  journals: 'undelivered',
  scratch: 'scratch',
  outbox: 'outbox',
};

/** Opens a store; one that is damaged is put aside for whoever wants to look at it, and a new one takes its place. */
function openOrReplace<T>(path: string, open: () => T, { disk, log, now }: WorkspacePorts): T {
  try {
    return open();
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = `${path}.damaged-${now()}`;
    log.error(`${path} is damaged. It was put aside as ${aside} and begun anew.`);
    for (const suffix of ['', '-wal', '-shm'])
      if (disk.existsSync(path + suffix)) disk.renameSync(path + suffix, aside + suffix);
    return open();
  }
}

/** Streams whose rows were there in the last sync and are not now can only be had again from a refresh. */
function noteLoss(ledger: Ledger, spool: Spool, log: Logger): void {
  const { spoolMemory } = ledger;
  const known = spoolMemory.spoolId();
  if (known === spool.spoolId) return;
  if (known === undefined && spool.isOld)
    log.warn(
      'What was sent before is not known any more. If the last sync failed, rows of reports of changes that it had acknowledged may be missing: refresh the streams of these reports in Airbyte.',
    );
  if (known !== undefined) for (const [stream, generation] of spoolMemory.seen()) spoolMemory.lose(stream, generation);
  spoolMemory.setSpoolId(spool.spoolId);
}

/**
 * Locks and opens the workspace of a tenant.
 * @throws a transient error when another run holds it
 */
export async function openWorkspace(directory: string, tenant: string, ports: WorkspacePorts): Promise<Workspace> {
  const { disk, log } = ports;
  disk.mkdirSync(directory, { recursive: true });
  const at = (name: string): string => join(directory, name);
  // a plain open says why a file cannot be made; the store's own error does not
  disk.closeSync(disk.openSync(lockFileOf(directory), 'a'));
  const held: Lock = await lock(lockFileOf(directory), tenant, ports.sleep);
  try {
    for (const name of [names.scratch, names.outbox]) disk.rmSync(at(name), { recursive: true, force: true });
    disk.mkdirSync(at(names.outbox));
    const ledger = openOrReplace(at(names.ledger), () => openLedger(at(names.ledger)), ports);
    /** Journals of syncs that were delivered, or never acknowledged anything. */
    const tidy = (): void => {
      tidyJournals(disk, at(names.journals), ledger.spoolMemory.undelivered());
    };
    const place = { records: at(names.records), scratch: at(names.scratch), journals: at(names.journals) };
    const spool = openOrReplace(
      at(names.records),
      () =>
        openSpool(disk, place, (stream: StreamKey) => {
          log.warn(`The stored records of stream ${stream.name} do not have what the changed format looks at.`);
          ledger.spoolMemory.lose(streamId(stream), ledger.spoolMemory.seen().get(streamId(stream)) ?? null);
        }),
      ports,
    );
    noteLoss(ledger, spool, log);
    tidy();
    return {
      ledger,
      spool,
      outbox: at(names.outbox),
      close() {
        spool.close();
        tidy();
        ledger.close();
        disk.rmSync(at(names.outbox), { recursive: true, force: true });
        held.release();
      },
    };
  } catch (error) {
    held.release();
    throw error;
  }
}

/** Puts the records aside after they turned out to be damaged while they were used; the next sync begins without them. */
export function setRecordsAside(directory: string, { disk, now }: Pick<WorkspacePorts, 'disk' | 'now'>): string {
  const aside = join(directory, `${names.records}.damaged-${now()}`);
  disk.renameSync(join(directory, names.records), aside);
  return aside;
}
