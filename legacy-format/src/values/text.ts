import type { Defaults } from 'servicetitan-specs';

// Cc is C0, C1 and DEL; DEL is in neither block and stays.
const SPECIAL = /[\p{Cc}\u2028\u2029]/u;
const CONTROLS = /(?![\t\n\r\u007f\u0085])\p{Cc}/gu;
const LINE_BREAKS = /[\r\n\u0085\u2028\u2029]+/g;

export type TextRules = Required<Pick<Defaults, 'trim' | 'collapseNewlines' | 'stripControlCharacters'>>;

/** Controls removed, tabs to spaces, runs of line breaks collapsed, trimmed: what every text cell goes through. */
export function textCleaner({ trim, collapseNewlines, stripControlCharacters }: TextRules): (text: string) => string {
  return (text) => {
    let clean = text;
    if (SPECIAL.test(clean)) {
      if (stripControlCharacters) clean = clean.replace(CONTROLS, '').replaceAll('\t', ' ');
      if (collapseNewlines !== null) clean = clean.replace(LINE_BREAKS, collapseNewlines);
    }
    return trim ? clean.trim() : clean;
  };
}

/** At most `length` UTF-16 units; a surrogate pair is never split. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function guardFormula(text: string): string {
  return /^[=+\-@]/.test(text) ? `'${text}` : text;
}

// A dialled number may begin with a plus; anything else that begins like a formula is one.
const DIALLED = /^\+[\d\s().x-]+$/;

/** The same for phone cells, where a leading plus of a number is meant. */
export function guardPhone(text: string): string {
  return DIALLED.test(text) ? text : guardFormula(text);
}
