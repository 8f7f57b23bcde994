const MONEY = /^[-(]?\$?-?[\d,]*\.?\d+\)?$/;
const US_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

const money = (text: string): string | null => {
  if (!/\d/.test(text) || !MONEY.test(text)) return null;
  const negative = /[-(]/.test(text);
  const digits = text.replace(/[^\d.]/g, '').replace(/^0+(?=\d)/, '');
  const [whole = '', fraction = ''] = digits.split('.');
  const plain = `${whole === '' ? '0' : whole}.${fraction.replace(/0+$/, '')}`;
  return plain === '0.' ? plain : `${negative ? '-' : ''}${plain}`;
};

const date = (text: string): string | null => {
  const us = US_DATE.exec(text);
  if (us) return `${us[3] ?? ''}-${(us[1] ?? '').padStart(2, '0')}-${(us[2] ?? '').padStart(2, '0')}`;
  return ISO_DATE.test(text) ? text : null;
};

const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** True when two cells say the same and only look different: money and date formats, case, spaces and signs. */
export function onlyLooksDifferent(a: string, b: string): boolean {
  const [x, y] = [a.trim(), b.trim()];
  const numbers = [money(x), money(y)];
  // An amount is compared as one: without its signs -5 would be 5.
  if (numbers[0] !== null && numbers[1] !== null) return numbers[0] === numbers[1];
  const dates = [date(x), date(y)];
  if (dates[0] !== null && dates[1] !== null) return dates[0] === dates[1];
  return words(x) === words(y);
}
