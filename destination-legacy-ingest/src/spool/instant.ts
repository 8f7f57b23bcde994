import type { FieldValue } from 'legacy-format';

const timestamp = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?$/;
const trailingZeros = /0+$/;

/**
 * A timestamp as text whose alphabetical order is the order of the instants, with every digit of the fraction: UTC, zeros
 * at the end of the fraction dropped. Empty, which comes first, when the value is no timestamp. One without an offset is
 * taken for UTC.
 */
export function sortableInstant(value: FieldValue | undefined): string {
  const parts = typeof value === 'string' ? timestamp.exec(value) : null;
  if (parts === null) return '';
  const [, date = '', time = '', fraction = '', offset = 'Z'] = parts;
  const digits = fraction.replace(trailingZeros, '');
  const seconds = offset === 'Z' ? `${date}T${time}` : inUtc(`${date}T${time}`, offset);
  return seconds === '' || digits === '' ? seconds : `${seconds}.${digits}`;
}

/** The seconds of an ISO time with an offset, which moves whole minutes and leaves the fraction alone. */
function inUtc(local: string, offset: string): string {
  const withColon = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const ms = Date.parse(`${local}${withColon}`);
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 19);
}

/** The other way round: what stands in the spool as an ISO instant. */
export function isoInstant(sortable: string): string {
  return `${sortable}Z`;
}
