import { UNREADABLE, type Unreadable } from './unreadable';

/** A decimal number as its digits, so that no digit passes through binary floating point. */
export interface Decimal {
  negative: boolean;
  /** At least one digit, no leading zeros. */
  whole: string;
  /** May be empty. */
  fraction: string;
}

// Beyond the range of a double nothing sensible comes from an API; a longer exponent would only fill the memory.
const MAX_EXPONENT = 400;
const NUMERAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

const shift = (whole: string, fraction: string, exponent: number): [string, string] => {
  if (exponent === 0) return [whole, fraction];
  if (exponent > 0) {
    const padded = fraction.padEnd(exponent, '0');
    return [whole + padded.slice(0, exponent), padded.slice(exponent)];
  }
  const padded = whole.padStart(-exponent, '0');
  return [padded.slice(0, exponent), padded.slice(exponent) + fraction];
};

/** Reads `12`, `-12.50`, `.5`, `1.2e3`; null for anything else (currency signs and thousands separators too). */
export function parseDecimal(text: string): Decimal | null {
  const match = NUMERAL.exec(text);
  if (!match) return null;
  const [, sign, integral = '', decimals = ''] = match;
  if (integral === '' && decimals === '') return null;
  const exponent = Number(match[4] ?? 0);
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const [whole, fraction] = shift(integral, decimals, exponent);
  return { negative: sign === '-', whole: whole.replace(/^0+(?=\d)/, '') || '0', fraction };
}

const isZero = (digits: string): boolean => /^0*$/.test(digits);

/** With exactly `scale` decimals, never `-0.00`; unreadable when a digit other than zero would be lost. */
export function toScale({ negative, whole, fraction }: Decimal, scale: number): string | Unreadable {
  if (fraction.length > scale && !isZero(fraction.slice(scale))) return UNREADABLE;
  const kept = fraction.slice(0, scale).padEnd(scale, '0');
  const sign = negative && !(whole === '0' && isZero(kept)) ? '-' : '';
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${kept}`;
}

/** The shortest plain notation: no exponent, no trailing zeros. */
export function toPlain(decimal: Decimal): string {
  const scale = decimal.fraction.replace(/0+$/, '').length;
  return toScale(decimal, scale) as string;
}

/** The whole number that a decimal is at a scale, for exact arithmetic; digits beyond the scale must be zeros. */
export function toUnits({ negative, whole, fraction }: Decimal, scale: number): bigint {
  const units = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  return negative ? -units : units;
}

/** The opposite of toUnits. */
export function fromUnits(units: bigint, scale: number): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const cut = digits.length - scale;
  const sign = negative ? '-' : '';
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

/** Negative, zero or positive as a is smaller than, equal to or greater than b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.fraction.length, b.fraction.length);
  const difference = toUnits(a, scale) - toUnits(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
