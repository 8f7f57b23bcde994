import { addDays, dayOf, type ReportDefinition } from 'servicetitan-client';

import type { ReportConfig } from './config';

/** How the second parameter of a pair is called when the first ends like this; ServiceTitan's own reports have From and To. */
const partners: readonly (readonly [RegExp, string])[] = [
  [/From$/, 'To'],
  [/from$/, 'to'],
  [/Start$/, 'End'],
  [/StartDate$/, 'EndDate'],
];

/**
 * The Date parameters that a day is put into. `date_parameter` names one, and its partner (From: To) follows when the
 * report has it; or it names two, separated by a comma.
 * @returns their names, or what is wrong
 */
export function datedParameters(
  definition: ReportDefinition,
  report: Pick<ReportConfig, 'date_parameter'>,
): { readonly names: readonly string[]; readonly problems: readonly string[] } {
  const wanted = (report.date_parameter ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const problems = wanted.flatMap((name) => {
    const parameter = definition.parameters.find((one) => one.name === name);
    if (parameter === undefined) return [`it has no parameter ${name}, which Date Parameter names`];
    return parameter.dataType === 'Date' && !parameter.isArray
      ? []
      : [`the parameter ${name}, which Date Parameter names, takes no single date`];
  });
  const [first, ...others] = wanted;
  if (first === undefined || others.length > 0) return { names: wanted, problems };
  const found = partners
    .filter(([ending]) => ending.test(first))
    .map(([ending, partner]) => first.replace(ending, partner))
    .find((name) => definition.parameters.some((one) => one.name === name && one.dataType === 'Date' && !one.isArray));
  return { names: found === undefined ? [first] : [first, found], problems };
}

/** Summer time can make the offset an hour larger or smaller than it was when the report was last changed. */
const offsetDoubtMs = 3_600_000;
/** Where no offset is known: Hawaii's, behind every other place with ServiceTitan tenants. */
const westernmostOffsetMs = -10 * 3_600_000;

/**
 * The last day that is over for the tenant. A report's days are the tenant's local days, and the only sign of its time
 * zone is the offset of the report's own `modifiedOn`.
 * @param modifiedOn such as "2025-10-20T08:30:00-07:00"
 * @param now epoch ms
 */
export function lastWholeDay(modifiedOn: string | null, now: number): string {
  const [, sign, hours, minutes] = /T.*([+-])(\d{2}):?(\d{2})$/.exec(modifiedOn ?? '') ?? [];
  const offset =
    sign === undefined
      ? westernmostOffsetMs
      : (sign === '-' ? -1 : 1) * (Number(hours) * 3_600_000 + Number(minutes) * 60_000);
  return addDays(dayOf(now + offset - offsetDoubtMs), -1);
}
