import { isAscii, isUtf8 } from 'node:buffer';

import type { InputMessage, InvalidCode } from '../connector';
import type { StreamKey } from '../protocol/messages';

import type { LineBlock } from './lines';
import { createInterpreter, Malformed } from './message';

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

/** Node decodes Latin-1 six times as fast as UTF-8, and text without a letter beyond ASCII is the same in both. */
function textOf(line: Buffer): string {
  return line.toString(isAscii(line) ? 'latin1' : 'utf8');
}

/**
 * Makes messages of lines. Blank lines and messages that mean nothing to a destination (LOG, SPEC, ...) are left out;
 * whatever cannot be understood comes out as INVALID, so that it can be counted.
 */
export function createParser(ports: ParserPorts): (block: LineBlock) => InputMessage[] {
  const interpret = createInterpreter();
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
   * @param valid the block is known to be UTF-8
   */
  function parseLines(bytes: Buffer, terminated: boolean, valid: boolean, into: InputMessage[]): void {
    let start = 0;
    while (start < bytes.length) {
      const found = bytes.indexOf(lineFeed, start);
      const end = found === -1 ? bytes.length : found;
      const whole = terminated || found !== -1;
      const line = bytes.subarray(start, end);
      const message = valid || isUtf8(line) ? parseLine(line, whole) : notUtf8(line, whole);
      if (message !== undefined) into.push(message);
      start = end + 1;
    }
  }

  return (block) => {
    const messages: InputMessage[] = [];
    if (block.kind === 'too_long') {
      lineNumber += 1;
      messages.push(invalid('too_long', 'A line is longer than 128 MiB.', block.head.toString()));
    } else parseLines(block.bytes, block.terminated, isUtf8(block.bytes), messages);
    return messages;
  };
}
