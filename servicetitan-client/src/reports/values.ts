import type { DataType } from './definition';

const wholeNumber = /^-?(0|[1-9]\d*)$/;
const decimal = /^-?(0|[1-9]\d*)\.\d+$/;
const time = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

/** How a value of the type is written in the configuration, for messages. */
export const notation: Readonly<Record<DataType, string>> = {
  String: 'text',
  Number: 'a number',
  Boolean: 'true or false',
  Date: 'a date as YYYY-MM-DD',
  Time: 'a time as HH:mm or HH:mm:ss',
};

/** A day of the calendar: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const epochMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(text);
}

/** The value as a report run takes it; undefined when the text is no value of the type. */
export function parseValue(type: DataType, text: string): string | number | boolean | undefined {
  switch (type) {
    case 'Number':
      return decimal.test(text) || (wholeNumber.test(text) && Number.isSafeInteger(Number(text)))
        ? Number(text)
        : undefined;
    case 'Boolean':
      return { true: true, false: false }[text.toLowerCase()];
    case 'Date':
      return isDay(text) ? text : undefined;
    case 'Time':
      return time.test(text) ? text : undefined;
    case 'String':
      return text;
  }
}

/** The elements of a list parameter: a JSON array, or texts between commas. */
export function splitList(text: string): string[] {
  if (text.trim().startsWith('['))
    try {
      const parsed: unknown = JSON.parse(text);
      if (Array.isArray(parsed)) return parsed.map(String);
    } catch {
      // not JSON after all: a list whose first text begins with a bracket
    }
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
