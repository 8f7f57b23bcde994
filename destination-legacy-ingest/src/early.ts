import type { DestinationOutput, InputMessage } from 'airbyte-runtime';

import type { SyncPlan } from './intake/plan';
import type { RefusedLines } from './intake/refused';
import type { StateQueue } from './intake/states';
import { acknowledgeEveryMs } from './settings';
import type { StreamSpool } from './spool/stream-spool';
import { noteStream } from './streams';
import type { Workspace } from './workspace/workspace';

export interface EarlySources {
  readonly plan: SyncPlan;
  /** by stream id */
  readonly spools: ReadonlyMap<string, StreamSpool>;
  readonly refused: RefusedLines;
  readonly states: StateQueue;
}

/** Acknowledges states while the input still comes in. */
export interface EarlyAcknowledgement {
  /** Passes the input on; throws what went wrong in between. */
  watch(input: AsyncIterable<InputMessage[]>): AsyncGenerator<InputMessage[]>;
  /** states that were acknowledged so far */
  readonly count: () => number;
  readonly stop: () => void;
}

/**
 * A state is acknowledged before its records are published when nothing of them can be lost any more: they are on the
 * disk, and the ledger knows that they are still to be delivered. Streams that are replaced as a whole wait for their end,
 * and so do streams with lines that could not be used: such lines are kept only until the end of the sync.
 */
export function acknowledgeEarly(
  { plan, spools, refused, states }: EarlySources,
  { spool, ledger }: Workspace,
  output: DestinationOutput,
  every: (ms: number, act: () => void) => () => void,
): EarlyAcknowledgement {
  const { spoolMemory } = ledger;
  let count = 0;
  let failed: { readonly error: unknown } | undefined;

  function mayPass(id: string): boolean {
    const stream = plan.streams.get(id);
    if (stream === undefined || refused.count('') > 0 || refused.count(stream.key.name) > 0) return false;
    return stream.keeping === undefined || spools.get(id)?.hold !== undefined;
  }

  function acknowledge(): void {
    const due = states.streams().filter(mayPass);
    if (due.length === 0) return;
    const held = due.map((id) => ({ id, records: spools.get(id)?.hold?.() }));
    spool.checkpoint();
    spoolMemory.together(() => {
      for (const { id, records } of held) {
        const stream = plan.streams.get(id);
        if (stream === undefined) continue;
        noteStream(stream, spoolMemory);
        const { generation } = stream;
        if (records?.kind === 'merged') spoolMemory.owe(id, { ...records, spoolId: spool.spoolId, generation });
        else if (records !== undefined) spoolMemory.owe(id, { ...records, generation });
      }
    });
    states.acknowledge(
      {
        acknowledge(state, stats) {
          count += 1;
          output.acknowledge(state, stats);
        },
      },
      new Set(due),
    );
  }

  const stop = every(acknowledgeEveryMs, () => {
    if (failed !== undefined) return;
    try {
      acknowledge();
    } catch (error) {
      // nobody waits for a timer: the next part of the input finds it
      failed = { error };
    }
  });

  function verify(): void {
    if (failed !== undefined) throw failed.error;
  }

  return {
    async *watch(input) {
      for await (const batch of input) {
        verify();
        yield batch;
      }
      verify();
    },
    count: () => count,
    stop,
  };
}
