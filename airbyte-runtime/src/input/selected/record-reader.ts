import { isUtf8 } from 'node:buffer';

import type { StreamSelection } from '../../connector';
import type { JsonValue } from '../../json';

import { createMembers, type Spans } from './members';
import { createPackedValues, parseValue } from './packed-values';
import { createScanner, none } from './scan';
import { envelope, wantedOf, wantedOfMessage, type Wanted } from './wanted';

/** Records of a block of lines in columns, as they cross from one thread to another without being copied. */
export interface SelectedRecords {
  readonly count: number;
  /** `columns` numbers for each record: see `column` */
  readonly places: Int32Array;
  /** epoch milliseconds */
  readonly emittedAt: Float64Array;
  /** the selected values of the records behind each other, each as the text of a JSON array */
  readonly values: Buffer;
  /** where in `values` each single value begins and ends, of all records behind each other */
  readonly singles: Int32Array;
}

/** Where the line begins, where its line feed stands, the position of its selection, where its values end. */
export const column = { start: 0, feed: 1, selection: 2, valuesEnd: 3 } as const;
export const columns = 4;

/**
 * Reads no more of records than what is selected of their streams. What is not plainly a record of such a stream is left
 * out, whatever it is: it is to be parsed.
 * @param bytes whole lines
 */
export type RecordReader = (bytes: Buffer) => SelectedRecords;

interface Selected extends StreamSelection {
  /** undefined for a stream whose records are wanted whole after all */
  readonly wanted: Wanted | undefined;
  readonly spans: Spans;
  /** the same in the packed values */
  readonly placed: Spans;
  readonly position: number;
}

const lineFeed = 0x0a;
const openObject = 0x7b;

const spansFor = (slots: number): Spans => ({ starts: new Int32Array(slots), ends: new Int32Array(slots) });

export function createRecordReader(selections: readonly StreamSelection[]): RecordReader {
  const scan = createScanner();
  const members = createMembers(scan);
  const packed = createPackedValues();
  const message = spansFor(Object.keys(envelope).length);
  const selected = selections.map((each, position): Selected => ({
    ...each,
    position,
    wanted: wantedOf(each.paths),
    spans: spansFor(each.paths.length),
    placed: spansFor(each.paths.length),
  }));
  let bytes: Buffer = Buffer.alloc(0);
  let current: Selected | undefined;
  let dataAt = none;

  const value = (slot: number): JsonValue | undefined =>
    message.starts[slot] === none
      ? undefined
      : parseValue(bytes, message.starts[slot] as number, message.ends[slot] as number);

  function isOf({ stream }: Selected, name: unknown, namespace: unknown): boolean {
    return name === stream.name && (typeof namespace === 'string' ? namespace : undefined) === stream.namespace;
  }

  function readData(at: number): number {
    const name = value(envelope.stream);
    const namespace = value(envelope.namespace);
    if (current === undefined || !isOf(current, name, namespace))
      current = selected.find((each) => isOf(each, name, namespace));
    if (current?.wanted === undefined || bytes[at] !== openObject) return none;
    dataAt = at;
    current.spans.starts.fill(none);
    current.spans.ends.fill(none);
    return members.read(at, current.wanted, current.spans);
  }

  const root = wantedOfMessage(readData);

  /** @returns where the line feed stands; none when the line is to be parsed */
  function readLine(start: number): number {
    if (bytes[start] !== openObject) return none;
    members.next();
    message.starts.fill(none);
    dataAt = none;
    const closed = members.read(start, root, message);
    if (closed === none || dataAt === none) return none;
    const feed = scan.spaces(closed);
    if (bytes[feed] !== lineFeed || value(envelope.type) !== 'RECORD') return none;
    // the name of a stream that comes after the data came too late
    if (Math.max(message.starts[envelope.stream] ?? 0, message.starts[envelope.namespace] ?? 0) > dataAt) return none;
    const meta = value(envelope.meta);
    return meta === undefined || meta === null ? feed : none;
  }

  return (block) => {
    const places: number[] = [];
    const emitted: number[] = [];
    const singles: number[] = [];
    bytes = block;
    members.begin(block);
    packed.begin(block);
    for (let start = isUtf8(block) ? 0 : block.length; start < block.length;) {
      const feed = readLine(start);
      const emittedAt = feed === none ? undefined : value(envelope.emittedAt);
      if (current === undefined || typeof emittedAt !== 'number') {
        start = block.indexOf(lineFeed, start) + 1;
        continue;
      }
      const { spans, placed, single, position } = current;
      packed.add(spans, placed);
      places.push(start, feed, position, packed.used());
      emitted.push(emittedAt);
      for (const slot of single) singles.push(placed.starts[slot] as number, placed.ends[slot] as number);
      start = feed + 1;
    }
    return {
      count: emitted.length,
      places: Int32Array.from(places),
      emittedAt: Float64Array.from(emitted),
      values: packed.take(),
      singles: Int32Array.from(singles),
    };
  };
}
