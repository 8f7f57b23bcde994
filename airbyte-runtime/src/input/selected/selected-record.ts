import { isAscii } from 'node:buffer';

import type { RecordInput, SelectedValues } from '../../connector';
import type { JsonObject } from '../../json';
import type { StreamKey } from '../../protocol/messages';
import { textOf } from '../text';

import { parseValue } from './packed-values';
import { column, columns, type SelectedRecords } from './record-reader';

/** What messages say of the stream of a selection. */
export interface SelectedStream {
  /** the same object for all of them */
  readonly key: StreamKey;
  /** how many values of each record are handed over one by one */
  readonly singles: number;
}

/**
 * A record of which only selected values were read; the rest is made when it is asked for, while the block is still there.
 * A class, because getters of an object literal would cost a closure each for every record.
 */
export class SelectedRecord implements RecordInput {
  readonly type = 'RECORD';

  constructor(
    readonly stream: StreamKey,
    readonly emittedAt: number,
    readonly selected: SelectedValues,
    private readonly block: Buffer,
    /** where the line begins */
    readonly start: number,
    /** where the line feed stands */
    readonly end: number,
  ) {}

  get bytes(): Buffer {
    return this.block.subarray(this.start, this.end);
  }

  get line(): string {
    return textOf(this.bytes);
  }

  get data(): Readonly<Record<string, unknown>> {
    const message = JSON.parse(this.line) as { readonly record: { readonly data: JsonObject } };
    return message.record.data;
  }
}

/** The records of a block as messages. @param streams by position of their selection */
export function selectedRecords(
  block: Buffer,
  { count, places, emittedAt, values, singles }: SelectedRecords,
  streams: readonly SelectedStream[],
): SelectedRecord[] {
  const place = (record: number, which: number): number => places[record * columns + which] as number;
  const encoding = isAscii(values) ? 'latin1' : 'utf8';
  const records: SelectedRecord[] = [];
  let from = 0;
  let used = 0;
  for (let record = 0; record < count; record += 1) {
    const stream = streams[place(record, column.selection)] as SelectedStream;
    const single = [];
    for (const last = used + stream.singles * 2; used < last; used += 2)
      single.push(parseValue(values, singles[used] as number, singles[used + 1] as number));
    const to = place(record, column.valuesEnd);
    const selected = { text: values.toString(encoding, from, to), single };
    from = to;
    const [start, feed] = [place(record, column.start), place(record, column.feed)];
    records.push(new SelectedRecord(stream.key, emittedAt[record] as number, selected, block, start, feed));
  }
  return records;
}
