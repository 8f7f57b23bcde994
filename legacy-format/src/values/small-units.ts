// Exact arithmetic in whole units that fit a double: what nearly every amount of money needs. Whatever does not fit is
// left to the general functions in decimal.ts, which are exact for any length but several times slower.

const MAX_LENGTH = 15;
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
const MINUS = 45;
const POINT = 46;

/** `-12.5` at scale 2 is -1250; null when the text is not plain, has more decimals, or does not fit. */
export function smallUnits(text: string, scale: number): number | null {
  const { length } = text;
  if (length > MAX_LENGTH) return null;
  const negative = text.charCodeAt(0) === MINUS;
  let units = 0;
  let point = -1;
  for (let i = negative ? 1 : 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === POINT && point === -1) {
      point = i;
      continue;
    }
    if (!(code >= 48 && code <= 57)) return null;
    units = units * 10 + code - 48;
  }
  const decimals = point === -1 ? 0 : length - 1 - point;
  const factor = POWERS[scale - decimals];
  if (factor === undefined || length === (negative ? 1 : 0) + (point === -1 ? 0 : 1)) return null;
  const scaled = units * factor;
  if (!Number.isSafeInteger(scaled)) return null;
  return negative && scaled !== 0 ? -scaled : scaled;
}

/** The opposite of smallUnits. */
export function fromSmallUnits(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, '0');
  const cut = digits.length - scale;
  const sign = units < 0 ? '-' : '';
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}
