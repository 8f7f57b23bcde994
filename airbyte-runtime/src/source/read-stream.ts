import type { Logger, StreamEvent, StreamTask } from '../connector';
import { operatorError } from '../errors';
import type { Outgoing } from '../output/output';
import { estimateTrace, stateLine } from '../protocol/constructors';
import { streamKey, type StreamKey } from '../protocol/messages';
import { toErrorTrace } from '../trace';

import type { StreamStatuses } from './statuses';

/** How often a stream says how far it is, in milliseconds. */
const progressEveryMs = 10_000;

export interface ReadContext {
  readonly statuses: StreamStatuses;
  readonly log: Logger;
  readonly mask: (text: string) => string;
  /** epoch milliseconds */
  readonly now: () => number;
}

export interface StreamResult {
  readonly stream: StreamKey;
  readonly failed: boolean;
}

function bug(stream: StreamKey, what: string): Error {
  return operatorError({
    failureType: 'system',
    message: `Stream ${stream.name} ${what}. This is a bug of the connector: send the log of this attempt to its developers.`,
    info: { stream: stream.name },
  });
}

function counted(records: number): string {
  return records === 1 ? '1 record' : `${records} records`;
}

const emptyObject = /^\s*\{\s*\}\s*$/;

function refuseEmptyRecords(stream: StreamKey, raw: readonly string[]): void {
  // Airbyte drops a record without members and counts it all the same.
  if (raw.some((text) => text.length < 16 && emptyObject.test(text)))
    throw bug(stream, 'brought a record without any field');
}

async function* readEvents(task: StreamTask, context: ReadContext): AsyncGenerator<Outgoing, number> {
  const stream = streamKey(task.stream.stream);
  const { statuses, log, now } = context;
  let records = 0;
  let sinceState = 0;
  let states = 0;
  let reported = now();

  function* say(event: StreamEvent): Generator<Outgoing> {
    switch (event.type) {
      case 'records':
        refuseEmptyRecords(stream, event.raw);
        records += event.raw.length;
        sinceState += event.raw.length;
        yield {
          type: 'RECORD',
          stream,
          raw: event.raw,
          encoding: event.encoding ?? 'utf8',
          emittedAt: now(),
          more: event.more ?? false,
        };
        break;
      case 'state':
        yield { type: 'STATE', line: stateLine(stream, event.state, sinceState) };
        sinceState = 0;
        states += 1;
        break;
      case 'estimate':
        yield estimateTrace(stream, event.rows, now());
        break;
    }
  }

  for await (const event of task.read()) {
    yield* statuses.reading(stream);
    yield* say(event);
    if (now() - reported >= progressEveryMs) {
      reported = now();
      const asked = task.progress?.() ?? '';
      log.info(`Stream ${stream.name}: ${counted(records)} so far${asked === '' ? '' : `; ${asked}`}.`);
    }
  }
  if (states === 0 || sinceState > 0) throw bug(stream, 'ended without a state that covers its records');
  return records;
}

/** Reads one stream to its end or to its error, which stays its own. Says nothing after COMPLETE or INCOMPLETE. */
export async function* readStream(task: StreamTask, context: ReadContext): AsyncGenerator<Outgoing, StreamResult> {
  const stream = streamKey(task.stream.stream);
  const { statuses, log, now } = context;
  const began = now();
  yield statuses.started(stream);
  try {
    const records = yield* readEvents(task, context);
    log.info(`Stream ${stream.name}: ${counted(records)} in ${((now() - began) / 1000).toFixed(1)} s.`);
  } catch (error) {
    yield toErrorTrace(error, { ...context, stream, doing: 'reading' });
    yield statuses.ended(stream, 'INCOMPLETE');
    return { stream, failed: true };
  }
  // an empty stream has been read too: Airbyte's acceptance tests ask for a RUNNING of every stream
  yield* statuses.reading(stream);
  yield statuses.ended(stream, 'COMPLETE');
  return { stream, failed: false };
}
