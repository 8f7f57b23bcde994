import type { Defaults } from 'servicetitan-specs';

import { parseDecimal, toScale } from './decimal';
import { UNREADABLE, type Unreadable } from './unreadable';

/** Reads text that is usual money without the general parser: this is what nearly every invoice row carries. */
const USUAL = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?$/;
const NEGATIVE_ZERO = /^-0(?:\.0*)?$/;

/** Reads money to plain text with `scale` decimals; a non-zero digit beyond them is unreadable, never rounded. */
export function moneyReader(scale: number): (text: string) => string | Unreadable {
  const zeros = '0'.repeat(scale);
  return (text) => {
    const usual = USUAL.exec(text);
    if (usual && scale > 0 && !NEGATIVE_ZERO.test(text)) {
      const decimals = usual[1]?.length ?? 0;
      if (decimals === scale) return text;
      if (decimals === 0) return `${text}.${zeros}`;
      if (decimals < scale) return text + zeros.slice(decimals);
    }
    const decimal = parseDecimal(text);
    return decimal ? toScale(decimal, scale) : UNREADABLE;
  };
}

type MoneyFormat = NonNullable<Defaults['moneyFormat']>;

const grouped = (digits: string): string => {
  const [whole = '', fraction] = digits.split('.');
  const thousands = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
};

/** How plain money text is written: `-50.00`, `-$50.00` or `($50.00)`. */
export const moneyWriters: Readonly<Record<MoneyFormat, (plain: string) => string>> = {
  plain: (plain) => plain,
  dollar: (plain) => (plain.startsWith('-') ? `-$${grouped(plain.slice(1))}` : `$${grouped(plain)}`),
  accounting: (plain) => (plain.startsWith('-') ? `($${grouped(plain.slice(1))})` : `$${grouped(plain)}`),
};
