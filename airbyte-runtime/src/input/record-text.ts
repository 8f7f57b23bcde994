import type { RecordInput } from '../connector';

import { findMember, objectStart } from './json-text';

/** The JSON text of the record's data exactly as it came, with every digit. Costs a scan of the line: ask for it when needed. */
export function rawData(message: Pick<RecordInput, 'line'>): string {
  const { line } = message;
  const record = findMember(line, objectStart(line), 'record');
  const data = record && findMember(line, record.start, 'data');
  if (data === undefined) throw new Error('a record was made of a line that holds none');
  return line.slice(data.start, data.end);
}
