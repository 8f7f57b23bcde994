/* Dates as spreadsheets count them: days, where 1900-01-01 is 1 and a 29 February 1900 that never was is 60. */

const msPerDay = 86_400_000;
/** Day 0 for every date from March 1900 on, which lie behind that day. */
const epoch = Date.UTC(1899, 11, 30);
const first = '1900-03-01';

/**
 * @param value `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm:ss`
 * @returns undefined for a date that spreadsheets do not count right
 */
export function serialOf(value: string): string | undefined {
  if (value.length < first.length || value < first || value.length > 19) return undefined;
  const date = value.slice(0, 10);
  const at = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at)) return undefined;
  const days = Math.round((at - epoch) / msPerDay);
  if (value.length === 10) return String(days);
  const seconds = Number(value.slice(11, 13)) * 3600 + Number(value.slice(14, 16)) * 60 + Number(value.slice(17, 19));
  return Number.isNaN(seconds) ? undefined : String(days + seconds / 86_400);
}
