import { isAscii } from 'node:buffer';

/** Node decodes Latin-1 six times as fast as UTF-8, and text without a letter beyond ASCII is the same in both. */
export function textOf(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}
