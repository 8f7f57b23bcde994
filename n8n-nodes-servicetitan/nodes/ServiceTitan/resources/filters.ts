import type { IExecuteFunctions } from 'n8n-workflow';
import type { Parameters } from 'servicetitan-client';

import { dayOf, instantOf } from './moments';
import type { Resource } from './resource';
import type { FilterSpec } from './resource-data';

/** What a person chose, as the parts of a request. */
export interface ChosenFilters {
  readonly parameters: Parameters;
  /** lower bound of the time of change */
  readonly changedSince: string | null;
}

/** Filters that are no parameters of their own. */
const ownFilters = ['changedSince', 'includeInactive'];

const isEmpty = (value: unknown): boolean =>
  value === '' || value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/** "1, 2" as the API reads lists: "1,2". */
const joined = (name: string, value: unknown): string => {
  const text = Array.isArray(value) ? value.join(',') : String(value).trim();
  return /ids$/i.test(name) ? text.replace(/\s*,\s*/g, ',') : text;
};

/**
 * The filters of an input item as query parameters; empty ones ask for nothing.
 * @throws NodeOperationError for a date that is none
 */
export function chosenFilters(context: IExecuteFunctions, resource: Resource, itemIndex: number): ChosenFilters {
  const { inactive, filters: specs } = resource.data;
  const chosen = context.getNodeParameter('filters', itemIndex, {}) as Readonly<Record<string, unknown>>;

  const encoded = (name: string, value: unknown, { kind }: FilterSpec): string | readonly string[] => {
    if (kind === 'instant') return instantOf(context, name, value, itemIndex);
    if (kind === 'day') return dayOf(context, name, value, itemIndex);
    if (kind === 'repeated' && Array.isArray(value)) return value.map(String);
    return joined(name, value);
  };
  const parameters = Object.entries(chosen)
    .filter(([name, value]) => !ownFilters.includes(name) && !isEmpty(value))
    .map(([name, value]) => {
      const spec = specs[name] ?? {};
      return [spec.parameter ?? name, encoded(name, value, spec)] as const;
    });

  const { changedSince, includeInactive } = chosen;
  return {
    parameters: {
      ...(inactive === undefined ? {} : includeInactive === true ? inactive.on : inactive.off),
      ...Object.fromEntries(parameters),
    },
    changedSince: isEmpty(changedSince) ? null : instantOf(context, 'changedSince', changedSince, itemIndex),
  };
}
