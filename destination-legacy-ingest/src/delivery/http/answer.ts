import type { Answer } from './exchange';
import { quotedCharacters } from './limits';

/** What of an answer a person can read: no markup, no secrets, not much. */
export function excerptOf({ body, headers }: Answer, secrets: readonly string[]): string {
  const html = (headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(body);
  let text = html
    ? body
        .replace(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, ' ')
        .replace(/<[^>]*>/g, ' ')
        .replace(/&(nbsp|#160);/g, ' ')
    : body;
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, '***');
  text = text
    .replace(/[^\P{C}\n]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > quotedCharacters ? `${text.slice(0, quotedCharacters)} ...` : text;
}

/**
 * The wait that a server asks for (RFC 9110, section 10.2.3), in ms; undefined when it asks for none.
 * @param now epoch milliseconds
 */
export function retryAfterMs({ headers }: Answer, now: number): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Statuses after which the same request may succeed later. */
export const isTemporary = ({ status }: Answer): boolean => status === 408 || status === 429 || status >= 500;
