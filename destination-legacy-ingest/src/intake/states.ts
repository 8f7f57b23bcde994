import { streamId, type DestinationOutput, type StateInput } from 'airbyte-runtime';

interface Counts {
  recordCount: number;
  rejectedRecordCount: number;
}

/** A state's counts, and how far into the stream's raw log it reaches. */
interface Covered {
  readonly counts: Counts;
  readonly end: number;
}

interface Waiting {
  readonly state: StateInput;
  readonly counts: Counts;
}

/** States that wait, those of a stream in the order in which they came, until what they cover cannot be lost. */
export interface StateQueue {
  /** A record of the stream came; it is covered by the stream's next state. */
  count(stream: string): void;
  /** A record that came was not taken. */
  refuse(stream: string): void;
  /** @param endOf where the stream's raw log ends now */
  add(state: StateInput, endOf: (stream: string) => number): void;
  /** A record of this sync that was taken is rejected after all; `position` is where it stands in the raw log. */
  reject(stream: string, position: number): void;
  /** Streams that states wait for; none while a state waits that covers more than one stream. */
  streams(): string[];
  /** @param streams those whose states are acknowledged; all states when it is missing */
  acknowledge(output: DestinationOutput, streams?: ReadonlySet<string>): void;
}

const none = (): Counts => ({ recordCount: 0, rejectedRecordCount: 0 });

/** Undefined for a state that covers every stream. */
const streamOf = ({ global, stream }: StateInput): string | undefined =>
  global || stream === undefined ? undefined : streamId(stream);

/** The first state that reaches beyond a place in the raw log. */
function covers(states: readonly Covered[], position: number): Covered | undefined {
  let low = 0;
  for (let high = states.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((states[middle]?.end ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return states[low];
}

export function createStateQueue(streams: Iterable<string>): StateQueue {
  const open = new Map<string, Counts>([...streams].map((id) => [id, none()]));
  const covering = new Map<string, Covered[]>([...open.keys()].map((id) => [id, []]));
  let waiting: Waiting[] = [];

  function cover(stream: string): Counts {
    const counts = open.get(stream) ?? none();
    open.set(stream, none());
    return counts;
  }

  return {
    count(stream) {
      const counts = open.get(stream);
      if (counts !== undefined) counts.recordCount += 1;
    },
    refuse(stream) {
      const counts = open.get(stream);
      if (counts !== undefined) counts.rejectedRecordCount += 1;
    },
    add(state, endOf) {
      const only = streamOf(state);
      const covered = only === undefined ? [...open.keys()] : [only];
      const counts = covered.map(cover).reduce(
        (sum, each) => ({
          recordCount: sum.recordCount + each.recordCount,
          rejectedRecordCount: sum.rejectedRecordCount + each.rejectedRecordCount,
        }),
        none(),
      );
      for (const id of covered) covering.get(id)?.push({ counts, end: endOf(id) });
      waiting.push({ state, counts });
    },
    reject(stream, position) {
      const covered = covers(covering.get(stream) ?? [], position);
      if (covered !== undefined) covered.counts.rejectedRecordCount += 1;
    },
    streams() {
      const ids = waiting.map(({ state }) => streamOf(state));
      return ids.includes(undefined) ? [] : [...new Set(ids)].flatMap((id) => id ?? []);
    },
    acknowledge(output, streams) {
      const isDue = ({ state }: Waiting): boolean => streams?.has(streamOf(state) ?? '') !== false;
      for (const { state, counts } of waiting.filter(isDue))
        output.acknowledge(state, {
          recordCount: counts.recordCount,
          ...(counts.rejectedRecordCount === 0 ? {} : { rejectedRecordCount: counts.rejectedRecordCount }),
        });
      waiting = waiting.filter((each) => !isDue(each));
    },
  };
}
