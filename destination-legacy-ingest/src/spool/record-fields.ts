import { rawData, type RecordInput, type StreamSelection } from 'airbyte-runtime';
import type { Fields, FieldValue, Projection } from 'legacy-format';

/** What the format looks at of a record that came in. */
export interface RecordFields {
  readonly key: FieldValue | undefined;
  readonly cursor: FieldValue | undefined;
  /** all of them as JSON */
  readonly text: string;
  readonly all: () => Fields;
}

/** What the runtime is to read of the records of a stream, so that fieldsOf finds it; nothing without a projection. */
export function selectionOf(projection: Projection | undefined): Omit<StreamSelection, 'stream'> {
  if (projection === undefined) return { paths: [], single: [] };
  return { paths: projection.paths, single: [projection.keyIndex, projection.cursorIndex] };
}

/** From the values that the runtime selected, or else from the whole record: the same fields either way. */
export function fieldsOf(record: RecordInput, projection: Projection): RecordFields {
  const { selected } = record;
  if (selected !== undefined) {
    const { text, single } = selected;
    // what JSON makes of a value is a FieldValue
    return {
      key: single[0] as FieldValue,
      cursor: single[1] as FieldValue,
      text,
      all: () => JSON.parse(text) as Fields,
    };
  }
  const fields = projection.project(record.data, () => rawData(record));
  return {
    key: fields[projection.keyIndex],
    cursor: fields[projection.cursorIndex],
    text: JSON.stringify(fields),
    all: () => fields,
  };
}
