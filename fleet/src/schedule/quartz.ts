import { Cron } from 'croner';

// Quartz counts weekdays from Sunday = 1 and may leave out the year; its step "0/6" is "from 0 on, every 6".
const highest = [59, 59, 23, 31, 12, 7] as const;

function ownStep(field: string, at: number): string {
  const [, from, step] = /^(\d+)\/(\d+)$/.exec(field) ?? [];
  return from === undefined || step === undefined ? field : `${from}-${highest[at] ?? 2099}/${step}`;
}

function parse(expression: string): Cron {
  const fields = expression.trim().split(/\s+/);
  const pattern = fields
    .map((field, at) =>
      field
        .split(',')
        .map((part) => ownStep(part, at))
        .join(','),
    )
    .join(' ');
  return new Cron(pattern, {
    timezone: 'UTC',
    alternativeWeekdays: true,
    mode: fields.length === 7 ? '7-part' : '6-part',
  });
}

/**
 * What Airbyte would not take (platform source, AirbyteCatalogHelper): six or seven Quartz fields, seconds and minutes
 * plain numbers, so that a connection runs hourly at most. Null when nothing is wrong.
 */
export function cronMistake(expression: string): string | null {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 6 && fields.length !== 7)
    return `a Quartz expression has six or seven fields (second minute hour day month weekday [year]), not ${fields.length}`;
  if (!/^\d+$/.test(fields[0] ?? '') || !/^\d+$/.test(fields[1] ?? ''))
    return 'second and minute must be plain numbers: Airbyte runs a connection once an hour at most';
  if ((fields[3] === '?') === (fields[5] === '?')) return 'one of day and weekday must be "?", and only one';
  try {
    return parse(expression).nextRun(new Date(0)) === null ? 'it never comes' : null;
  } catch (error) {
    return `it is no Quartz expression: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** When a Quartz expression (UTC) comes next after a moment; null when it never does. */
export const nextRun = (expression: string, after: Date): Date | null => parse(expression).nextRun(after);

/** When it came last before a moment. */
export const lastRun = (expression: string, before: Date): Date | null =>
  parse(expression).previousRuns(1, before)[0] ?? null;
