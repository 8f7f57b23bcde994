// A double holds every decimal of up to 15 significant digits.
const EXACT_DIGITS = 15;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** True for a number that JSON.parse may have changed: no safe integer, or more than 15 significant digits. */
export function needsExactText(value: number): boolean {
  if (Number.isInteger(value)) return !Number.isSafeInteger(value);
  if (!Number.isFinite(value)) return true;
  const digits = String(value).replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '');
  return digits.length > EXACT_DIGITS;
}

const significant = (numeral: string): number =>
  numeral
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '').length;

const isExact = (numeral: string): boolean =>
  !needsExactText(Number(numeral)) && significant(numeral) <= EXACT_DIGITS + 1 && Number.isFinite(Number(numeral));

/** The place after the string that begins at `open`. */
function stringEnd(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** JSON.parse, but a number that a JS number cannot hold exactly becomes a string with its text. */
export function parseLossless(text: string): unknown {
  let quoted = '';
  let from = 0;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = stringEnd(text, at);
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      NUMBER.lastIndex = at;
      const numeral = NUMBER.exec(text)?.[0] ?? '-';
      if (numeral !== '-' && !isExact(numeral)) {
        quoted += `${text.slice(from, at)}"${numeral}"`;
        from = at + numeral.length;
      }
      at += numeral.length;
    } else {
      at++;
    }
  }
  return JSON.parse(quoted + text.slice(from)) as unknown;
}
