import { isUtf8 } from 'node:buffer';

import type { InputMessage, InvalidCode, StreamSelection } from '../connector';
import type { StreamKey } from '../protocol/messages';

import type { LineBlock } from './lines';
import { createInterpreter, Malformed, streamKeys } from './message';
import { createRecordReader, type RecordReader, type SelectedRecords } from './selected/record-reader';
import { selectedRecords, type SelectedStream } from './selected/selected-record';
import { textOf } from './text';

/** Enough to recognise a line by, in characters. */
const excerptLength = 200;

const lineFeed = 0x0a;
const byteOrderMark = '\uFEFF';

export interface ParserPorts {
  readonly mask: (text: string) => string;
  /** the length of the longest thing that `mask` looks for */
  readonly longest: () => number;
}

function parseJson(line: string, whole: boolean): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw whole
      ? new Malformed('not_json', 'A line is not valid JSON.')
      : new Malformed('truncated', 'The input ended in the middle of a line.');
  }
}

export interface Parser {
  /** From now on records of these streams come with what is selected of them. */
  select(selections: readonly StreamSelection[]): void;
  readonly parse: (block: LineBlock) => InputMessage[];
  /** The messages of whole lines whose records were read already. */
  join(bytes: Buffer, found: SelectedRecords): InputMessage[];
}

/**
 * Makes messages of lines. Blank lines and messages that mean nothing to a destination (LOG, SPEC, ...) are left out;
 * whatever cannot be understood comes out as INVALID, so that it can be counted.
 */
export function createParser(ports: ParserPorts): Parser {
  const keyOf = streamKeys();
  const interpret = createInterpreter(keyOf);
  let read: RecordReader | undefined;
  let streams: readonly SelectedStream[] = [];
  let lineNumber = 0;

  function invalid(code: InvalidCode, reason: string, line: string, stream?: StreamKey): InputMessage {
    // masked with what may be the rest of a secret, then cut
    const excerpt = ports.mask(line.slice(0, excerptLength + ports.longest())).slice(0, excerptLength);
    return { type: 'INVALID', code, reason, lineNumber, excerpt, ...(stream === undefined ? {} : { stream }) };
  }

  /** @param whole false when the input ended in this line */
  function parseLine(bytes: Buffer, whole: boolean): InputMessage | undefined {
    lineNumber += 1;
    const text = textOf(bytes);
    const line = lineNumber === 1 && text.startsWith(byteOrderMark) ? text.slice(1) : text;
    try {
      return interpret(parseJson(line, whole), line, line === text ? bytes : Buffer.from(line));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return line.trim() === '' ? undefined : invalid(error.code, error.message, line, error.stream);
    }
  }

  function notUtf8(line: Buffer, whole: boolean): InputMessage {
    lineNumber += 1;
    return whole
      ? invalid('not_utf8', 'A line is not valid UTF-8.', line.toString())
      : invalid('truncated', 'The input ended in the middle of a line.', line.toString());
  }

  /**
   * Decodes line by line: one letter beyond ASCII makes Node decode a whole block at a quarter of the speed, and into
   * strings that are twice as large.
   */
  function parseLines(bytes: Buffer, terminated: boolean, found?: SelectedRecords): InputMessage[] {
    const messages: InputMessage[] = [];
    const records = found === undefined ? [] : selectedRecords(bytes, found, streams);
    let next = 0;
    for (let start = 0; start < bytes.length;) {
      const record = records[next];
      if (record?.start === start) {
        lineNumber += 1;
        next += 1;
        messages.push(record);
        start = record.end + 1;
        continue;
      }
      const feed = bytes.indexOf(lineFeed, start);
      const end = feed === -1 ? bytes.length : feed;
      const whole = terminated || feed !== -1;
      const line = bytes.subarray(start, end);
      const message = isUtf8(line) ? parseLine(line, whole) : notUtf8(line, whole);
      if (message !== undefined) messages.push(message);
      start = end + 1;
    }
    return messages;
  }

  return {
    select(selections) {
      streams = selections.map(({ stream, single }) => ({
        key: keyOf(stream.name, stream.namespace) ?? stream,
        singles: single.length,
      }));
      read = createRecordReader(selections);
    },
    parse(block) {
      if (block.kind === 'lines')
        return parseLines(block.bytes, block.terminated, block.terminated ? read?.(block.bytes) : undefined);
      lineNumber += 1;
      return [invalid('too_long', 'A line is longer than 128 MiB.', block.head.toString())];
    },
    join: (bytes, found) => parseLines(bytes, true, found),
  };
}
