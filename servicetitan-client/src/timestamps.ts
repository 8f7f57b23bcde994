/**
 * An instant with every digit it was written with. ServiceTitan stamps rows with 0 to 7 fraction digits, trailing zeros
 * trimmed; a JavaScript Date keeps three and would call different instants equal.
 */
export interface Instant {
  /** whole seconds since 1970 */
  readonly seconds: number;
  /** the digits after the point, without trailing zeros */
  readonly fraction: string;
}

const isoInstant = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})?$/i;

/** Reads an ISO-8601 date-time; one without a zone is taken as UTC. Null for anything else, an impossible date included. */
export function parseInstant(text: string): Instant | null {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = isoInstant.exec(text) ?? [];
  if (year === undefined) return null;
  const date = `${year}-${month}-${day}`;
  const ms = Date.parse(`${date}T${hour}:${minute}:${second}${zone.toUpperCase()}`);
  // Date.parse rolls 30 February over into March; a date that does not come back is none.
  const whole = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(ms) || Number.isNaN(whole) || new Date(whole).toISOString().slice(0, 10) !== date) return null;
  return { seconds: ms / 1000, fraction: fraction.replace(/0+$/, '') };
}

/** Negative when `a` is earlier, positive when it is later, 0 for the same instant at every digit. */
export function compareInstants(a: Instant, b: Instant): number {
  if (a.seconds !== b.seconds) return a.seconds - b.seconds;
  // digits after a point compare like text: "2" < "2876" < "3"
  return a.fraction === b.fraction ? 0 : a.fraction < b.fraction ? -1 : 1;
}
