import { countText } from '../protocol/constructors';

import { findMember, objectStart } from './json-text';

/**
 * The state's line with destinationStats put in, or in place of those that are there. Every other byte stays: the
 * platform looks for its own `id` in what comes back, and a parsed and printed state would lose the digits of big
 * integers.
 */
export function withDestinationStats(
  line: string,
  stats: { readonly recordCount: number; readonly rejectedRecordCount?: number },
): string {
  const rejected =
    stats.rejectedRecordCount === undefined ? '' : `,"rejectedRecordCount":${countText(stats.rejectedRecordCount)}`;
  const text = `{"recordCount":${countText(stats.recordCount)}${rejected}}`;
  const state = findMember(line, objectStart(line), 'state');
  if (state === undefined) throw new Error('a state was made of a line that holds none');
  const present = findMember(line, state.start, 'destinationStats');
  if (present !== undefined) return line.slice(0, present.start) + text + line.slice(present.end);
  const close = state.end - 1;
  const empty = line.slice(state.start + 1, close).trim() === '';
  return `${line.slice(0, close)}${empty ? '' : ','}"destinationStats":${text}${line.slice(close)}`;
}
