import equal from 'fast-deep-equal';

import type { Configuration, ConnectionSettings, StreamChoice } from '../airbyte/types';

/** One value that would change; secrets never get here. */
export interface Difference {
  readonly path: string;
  /** undefined: is not there yet */
  readonly from: unknown;
  /** undefined: goes away */
  readonly to: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Airbyte answers with stars where a secret is. */
const isMasked = (value: unknown): boolean => typeof value === 'string' && /^\*+$/.test(value);

/**
 * Where two configurations differ. What Airbyte masks cannot be compared and counts as the same; what only Airbyte has,
 * such as a default that it filled in, stays.
 * @param secrets dotted paths that are never shown
 */
export function configurationDifferences(
  from: Configuration,
  to: Configuration,
  secrets: readonly string[],
  path = '',
): Difference[] {
  return Object.entries(to).flatMap(([name, value]): Difference[] => {
    const here = path === '' ? name : `${path}.${name}`;
    const before = from[name];
    if (equal(before, value) || isMasked(before)) return [];
    if (isObject(before) && isObject(value)) return configurationDifferences(before, value, secrets, here);
    if (secrets.includes(here))
      return [{ path: here, from: before === undefined ? undefined : '(secret)', to: '(secret)' }];
    return [{ path: here, from: before, to: value }];
  });
}

/** The platform may add the time zone to an expression: "0 15 6 ? * MON UTC". */
const plainCron = (expression: string | undefined): string | undefined => expression?.replace(/\s+UTC$/, '').trim();

const choice = ({ name, syncMode }: StreamChoice): string => `${name} ${syncMode ?? '(default)'}`;

function streamDifferences(from: readonly StreamChoice[], to: readonly StreamChoice[]): Difference[] {
  const before = new Map(from.map((stream) => [stream.name, stream]));
  const after = new Map(to.map((stream) => [stream.name, stream]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [old, wanted] = [before.get(name), after.get(name)];
    if (old && wanted && choice(old) === choice(wanted)) return [];
    return [{ path: `streams.${name}`, from: old?.syncMode, to: wanted?.syncMode }];
  });
}

/** Where a connection differs from what it should be. */
export function connectionDifferences(from: ConnectionSettings, to: ConnectionSettings): Difference[] {
  const pairs: Difference[] = [
    { path: 'name', from: from.name, to: to.name },
    { path: 'status', from: from.status, to: to.status },
    {
      path: 'schedule',
      from: plainCron(from.schedule.cronExpression) ?? from.schedule.scheduleType,
      to: plainCron(to.schedule.cronExpression) ?? to.schedule.scheduleType,
    },
    {
      path: 'nonBreakingSchemaUpdatesBehavior',
      from: from.nonBreakingSchemaUpdatesBehavior,
      to: to.nonBreakingSchemaUpdatesBehavior,
    },
  ];
  return [
    ...pairs.filter(({ from: before, to: after }) => before !== after),
    ...streamDifferences(from.configurations.streams, to.configurations.streams),
  ];
}
