import type { Defaults } from 'servicetitan-specs';

type PhoneFormat = NonNullable<Defaults['phoneFormat']>;

const EXTENSION = /^(.*?)\s*(?:extension|ext\.?|x)\s*(\d+)$/i;
// What people put between digits. Letters, or a plus before anything but a 1, mean that it is no US number.
const PUNCTUATED = /^[\d\s().\-/\u2010-\u2015]+$/;
const MAX_LENGTH = 64;

interface UsNumber {
  /** Ten digits. */
  national: string;
  /** Empty when there is none. */
  extension: string;
}

function tenDigits(text: string): string | null {
  const plus = text.startsWith('+');
  const rest = plus ? text.slice(1) : text;
  if (!PUNCTUATED.test(rest)) return null;
  const digits = rest.replace(/\D/g, '');
  if (digits.length === 11 && digits.startsWith('1')) return digits.slice(1);
  return digits.length === 10 && !plus ? digits : null;
}

/** The number in a text that is a US number, perhaps with an extension, and nothing else. */
export function usNumber(text: string): UsNumber | null {
  if (text.length > MAX_LENGTH) return null;
  const match = EXTENSION.exec(text);
  const national = tenDigits(match?.[1] ?? text);
  return national === null ? null : { national, extension: match?.[2] ?? '' };
}

const styled =
  (style: (national: string) => string) =>
  (text: string): string => {
    const trimmed = text.trim();
    const found = usNumber(trimmed);
    if (!found) return trimmed;
    return found.extension === '' ? style(found.national) : `${style(found.national)} x${found.extension}`;
  };

/** How phones are written. Whatever is no US number stays as it is, trimmed. */
export const phoneWriters: Readonly<Record<PhoneFormat, (text: string) => string>> = {
  'us-national': styled((ten) => `(${ten.slice(0, 3)}) ${ten.slice(3, 6)}-${ten.slice(6)}`),
  e164: styled((ten) => `+1${ten}`),
  digits: styled((ten) => ten),
  raw: (text) => text.trim(),
};
