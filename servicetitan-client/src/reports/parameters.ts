import { ServiceTitanError } from '../errors';

import type { ReportApi } from './api';
import type { ReportDefinition, ReportParameter } from './definition';
import { notation, parseValue, splitList } from './values';
import { listed } from './words';

export interface RunParameter {
  readonly name: string;
  readonly value: string | number | boolean | readonly (string | number | boolean)[];
}

/** Key and display name of the values that a parameter accepts; null when any value of its type may do. */
type Accepted = readonly { readonly key: string; readonly name: string }[] | null;

/**
 * The values a parameter accepts. A dynamic set that this app may not read, or that is too long, is left to ServiceTitan
 * to check.
 */
async function acceptedBy(parameter: ReportParameter, api: ReportApi): Promise<Accepted> {
  const { acceptValues } = parameter;
  if (acceptValues === null) return null;
  let rows = acceptValues.values;
  if (rows === null && acceptValues.dynamicSetId !== null)
    try {
      rows = await api.values(acceptValues.dynamicSetId);
    } catch (error) {
      if (!(error instanceof ServiceTitanError) || !['missing_scope', 'missing_module'].includes(error.kind))
        throw error;
    }
  if (rows === null || rows.length === 0) return null;
  return rows.map(([key, name]) => ({ key: String(key), name: String(name ?? key) }));
}

const describeAccepted = (accepted: NonNullable<Accepted>): string =>
  listed(accepted.map(({ key, name }) => (key === name ? key : `${key} "${name}"`)));

/** "From (Date, required), BusinessUnitIds (list of Number, one of the set business-units)" */
export function describeParameters({ parameters }: ReportDefinition): string {
  return listed(
    parameters.map(({ name, label, dataType, isArray, isRequired, acceptValues: accept }) => {
      const values = accept?.values ?? [];
      const facts = [
        isArray ? `list of ${dataType}` : dataType,
        ...(label === name ? [] : [`"${label}"`]),
        ...(isRequired ? ['required'] : []),
        ...(values.length > 0
          ? [`one of ${values.map(([key, display]) => `${String(key)} "${String(display ?? key)}"`).join(' | ')}`]
          : typeof accept?.dynamicSetId === 'string'
            ? [`one of the set ${accept.dynamicSetId}`]
            : []),
      ];
      return `${name} (${facts.join(', ')})`;
    }),
  );
}

type Parsed = { readonly value: RunParameter['value'] } | { readonly problem: string };

async function parseParameter(parameter: ReportParameter, text: string, api: ReportApi): Promise<Parsed> {
  const { name, dataType, isArray } = parameter;
  const texts = isArray ? splitList(text) : [text];
  const accepted = await acceptedBy(parameter, api);
  const values: (string | number | boolean)[] = [];
  for (const each of texts) {
    // people know the display name, the API takes the key
    const match =
      accepted?.find(({ key }) => key === each) ??
      accepted?.find((one) => [one.key, one.name].some((word) => word.toLowerCase() === each.toLowerCase()));
    if (accepted !== null && match === undefined)
      return { problem: `${name} does not accept "${each}", but: ${describeAccepted(accepted)}` };
    const value = parseValue(dataType, match?.key ?? each);
    if (value === undefined) return { problem: `${name} must be ${notation[dataType]}, not "${each}"` };
    values.push(value);
  }
  const [first] = values;
  if (isArray) return { value: values };
  return first === undefined ? { problem: `${name} is empty` } : { value: first };
}

/** A parameter as somebody wrote it down. */
export interface GivenParameter {
  readonly name: string;
  /** a list as a JSON array, or as texts between commas */
  readonly value: string;
}

/**
 * Holds the given parameters against the report's own definition.
 * @param dated the parameters that a day is put into, which are not configured
 * @returns the values to run with, or everything that is wrong with them
 */
export async function resolveParameters(
  definition: ReportDefinition,
  given: readonly GivenParameter[],
  dated: readonly string[],
  api: ReportApi,
): Promise<{ readonly parameters: RunParameter[]; readonly problems: string[] }> {
  const parameters: RunParameter[] = [];
  const problems: string[] = [];
  const known = new Set<string>(dated);
  for (const { name, value: text } of given) {
    const parameter = definition.parameters.find((one) => one.name === name);
    if (parameter === undefined) problems.push(`it has no parameter ${name}`);
    else if (dated.includes(name)) problems.push(`${name} gets each day in turn, so it cannot have a value of its own`);
    else if (known.has(name)) problems.push(`${name} is there twice`);
    else {
      const parsed = await parseParameter(parameter, text, api);
      if ('problem' in parsed) problems.push(parsed.problem);
      else parameters.push({ name, value: parsed.value });
    }
    known.add(name);
  }
  for (const { name, isRequired } of definition.parameters)
    if (isRequired && !known.has(name)) problems.push(`${name} is required and has no value`);
  return { parameters, problems };
}
