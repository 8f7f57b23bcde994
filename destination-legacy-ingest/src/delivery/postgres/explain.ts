import type { Meaning } from '../tables/explain';

/** By the first letters of an SQLSTATE, the longest first (PostgreSQL manual, appendix A). */
const states: readonly (readonly [string, Meaning])[] = [
  ['28P01', 'credentials'],
  ['28000', 'wants_encryption'],
  ['3D000', 'no_database'],
  ['42501', 'rights'],
  ['22', 'does_not_fit'],
  ['23', 'does_not_fit'],
  ['08', 'lost'],
  ['57P', 'lost'],
  ['57014', 'busy'],
  ['55P03', 'busy'],
  ['40', 'busy'],
  ['53', 'busy'],
];

/** The driver's own words where it has no code. */
const phrases: readonly (readonly [RegExp, Meaning])[] = [
  [/does not support SSL/i, 'no_encryption'],
  [/Connection terminated|connection timeout|timeout expired|Client has encountered a connection error/i, 'lost'],
  [/certificate/i, 'certificate'],
  [/password must be a string|SCRAM/i, 'credentials'],
];

export function meaningOf(error: Error & { readonly code?: unknown }): Meaning | undefined {
  const { code, message } = error;
  const state = typeof code === 'string' ? states.find(([prefix]) => code.startsWith(prefix))?.[1] : undefined;
  return state ?? (code === undefined ? phrases.find(([phrase]) => phrase.test(message))?.[1] : undefined);
}
