const dayMs = 86_400_000;

/** The UTC day of a moment in epoch milliseconds, as 2026-11-03. */
export const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** @param day 2026-11-03 */
export function addDays(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * dayMs);
}
