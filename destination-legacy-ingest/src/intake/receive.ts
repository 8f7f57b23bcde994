import {
  rawData,
  streamId,
  type InputMessage,
  type InvalidInput,
  type Logger,
  type RecordInput,
  type StreamKey,
} from 'airbyte-runtime';

import type { StreamSpool } from '../spool/stream-spool';

import { createComplaints } from './complaints';
import type { SyncPlan } from './plan';
import { newProgress, noteState, type StreamProgress } from './progress';
import type { RefusedLines } from './refused';
import type { StateQueue } from './states';

/** What came in, after the input has ended. */
export interface Intake {
  /** by stream id, one for each stream of the catalog */
  readonly progress: ReadonlyMap<string, StreamProgress>;
  readonly states: StateQueue;
  /** the input ended in the middle of a line */
  readonly cut: boolean;
}

export interface Receivers {
  /** by stream id; streams that no report needs have none */
  readonly spools: ReadonlyMap<string, StreamSpool>;
  readonly refused: RefusedLines;
  readonly states: StateQueue;
  readonly log: Logger;
}

interface Target {
  readonly id: string;
  readonly progress: StreamProgress;
  readonly spool: StreamSpool | undefined;
}

const named = /"stream"\s*:\s*"([^"\\]+)"/;

/** The stream that a line which cannot be read seems to be of, by its beginning. */
function streamOf({ stream, excerpt }: InvalidInput): string {
  return stream?.name ?? named.exec(excerpt)?.[1] ?? '';
}

const otherMessage = /"type"\s*:\s*"(?!RECORD")[A-Z_]+"/;

/** A line that may have been a record, as far as can be seen. */
const mayBeRecord = ({ code, excerpt }: InvalidInput): boolean =>
  code !== 'unknown_type' && !otherMessage.test(excerpt);

/** Takes the whole input into the spool; nothing is published or acknowledged yet. */
export async function receive(
  input: AsyncIterable<InputMessage[]>,
  plan: SyncPlan,
  { spools, refused, states, log }: Receivers,
): Promise<Intake> {
  const targets = new Map<string, Target>(
    [...plan.streams.keys()].map((id) => [id, { id, progress: newProgress(), spool: spools.get(id) }]),
  );
  const byKey = new Map<StreamKey, Target | undefined>();
  const complaints = createComplaints(log);
  let cut = false;

  /** The runtime hands out one object for each stream, so a record costs no text key. */
  function targetOf(stream: StreamKey): Target | undefined {
    if (!byKey.has(stream)) byKey.set(stream, targets.get(streamId(stream)));
    return byKey.get(stream);
  }

  function refuse(target: Target): void {
    target.progress.refused += 1;
    states.refuse(target.id);
  }

  function takeRecord(record: RecordInput): void {
    const target = targetOf(record.stream);
    if (target === undefined) {
      complaints.unknownStream(record.stream);
      refused.add('', {
        code: 'UNREADABLE',
        message: `stream ${record.stream.name} is not in the configured catalog`,
        raw: rawData(record),
      });
      return;
    }
    // a clearing sends no records: now it is certain that reports are wanted
    if (plan.obstacle !== undefined) throw plan.obstacle;
    target.progress.records += 1;
    target.progress.last = 'record';
    states.count(target.id);
    if (target.spool === undefined || target.spool.writer.put(record)) return;
    complaints.missingKey(record.stream);
    refused.add(record.stream.name, {
      code: 'MISSING_KEY',
      message: 'The record has no primary key',
      raw: rawData(record),
    });
    refuse(target);
  }

  function takeInvalid(invalid: InvalidInput): void {
    if (invalid.code === 'truncated') cut = true;
    complaints.invalid(invalid);
    if (!mayBeRecord(invalid)) return;
    const name = streamOf(invalid);
    const target = targets.get(plan.idOf.get(name) ?? '');
    const { reason: message, excerpt: raw } = invalid;
    refused.add(target === undefined ? '' : name, { code: 'UNREADABLE', message, raw });
    if (target === undefined) return;
    target.progress.records += 1;
    target.progress.last = 'record';
    states.count(target.id);
    refuse(target);
  }

  for await (const messages of input)
    for (const message of messages)
      switch (message.type) {
        case 'RECORD':
          takeRecord(message);
          break;
        case 'STATE':
          for (const target of message.stream === undefined ? targets.values() : [targetOf(message.stream)])
            if (target !== undefined) noteState(target.progress, message);
          states.add(message, (id) => spools.get(id)?.log.end() ?? 0);
          break;
        case 'TRACE': {
          const target = message.stream && targetOf(message.stream);
          if (target !== undefined) target.progress.status = message.status;
          break;
        }
        case 'INVALID':
          takeInvalid(message);
      }
  for (const { spool } of targets.values()) spool?.writer.commit();
  complaints.sumUp();
  return { progress: new Map([...targets].map(([id, { progress }]) => [id, progress])), states, cut };
}
