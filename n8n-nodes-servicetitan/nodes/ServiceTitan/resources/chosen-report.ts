import { NodeOperationError, type IExecuteFunctions, type ResourceMapperValue } from 'n8n-workflow';
import {
  describeParameters,
  isNotThere,
  listed,
  resolveParameters,
  type GivenParameter,
  type ReportApi,
  type ReportDefinition,
  type RunParameter,
} from 'servicetitan-client';

import { asNodeError } from '../../../transport';

import { dayOf } from './moments';

/** A saved report, as an input item names it. */
export interface ChosenReport {
  readonly category: string;
  readonly reportId: number;
}

/** @throws NodeOperationError when something is not chosen */
export function chosenReport(context: IExecuteFunctions, itemIndex: number): ChosenReport {
  const picked = (name: string): string =>
    String(context.getNodeParameter(name, itemIndex, '', { extractValue: true })).trim();
  const [category, id] = [picked('category'), picked('report')];
  if (category !== '' && /^\d{1,15}$/.test(id)) return { category, reportId: Number(id) };
  throw new NodeOperationError(context.getNode(), category === '' ? 'No category is chosen' : 'No report is chosen', {
    itemIndex,
    description: 'Choose the category and the report from the lists, or give the ID of the report as a number.',
  });
}

/**
 * The report as it is now: its owner can change it between two runs.
 * @throws NodeOperationError that lists what there is when it is not there
 */
export async function describeReport(
  context: IExecuteFunctions,
  api: ReportApi,
  { category, reportId }: ChosenReport,
  itemIndex: number,
): Promise<ReportDefinition> {
  try {
    return await api.describe(category, reportId);
  } catch (error) {
    if (!isNotThere(error)) throw asNodeError(context, error, itemIndex);
    const categories = await api.categories();
    const isCategory = categories.some(({ id }) => id === category);
    const there = isCategory
      ? (await api.reports(category)).map(({ id, name }) => `${id} "${name}"`)
      : categories.map(({ id }) => id);
    throw new NodeOperationError(
      context.getNode(),
      isCategory
        ? `The category "${category}" has no report ${reportId}`
        : `ServiceTitan has no report category "${category}"`,
      {
        itemIndex,
        description: `It was deleted, moved, or is not shared with this app. There are: ${listed(there)}. IDs differ from tenant to tenant.`,
      },
    );
  }
}

/** What somebody filled in, as texts that the report's own description is held against. */
function givenParameters(
  context: IExecuteFunctions,
  definition: ReportDefinition,
  itemIndex: number,
): GivenParameter[] {
  const mapped = context.getNodeParameter('reportParameters', itemIndex, null) as ResourceMapperValue | null;
  const values = Object.entries(mapped?.value ?? {}) as [string, unknown][];
  return values
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => {
      const parameter = definition.parameters.find((one) => one.name === name);
      if (parameter?.dataType === 'Date' && !parameter.isArray)
        return { name, value: dayOf(context, name, value, itemIndex) };
      return { name, value: typeof value === 'object' ? JSON.stringify(value) : String(value) };
    });
}

/**
 * What to run the report with.
 * @throws NodeOperationError that names everything that does not fit, and what the report takes
 */
export async function runParameters(
  context: IExecuteFunctions,
  definition: ReportDefinition,
  api: ReportApi,
  itemIndex: number,
): Promise<readonly RunParameter[]> {
  const given = givenParameters(context, definition, itemIndex);
  const { parameters, problems } = await resolveParameters(definition, given, [], api);
  if (problems.length === 0) return parameters;
  throw new NodeOperationError(
    context.getNode(),
    `The parameters of the report "${definition.name}" do not fit: ${problems.join('; ')}`,
    { itemIndex, description: `The report takes: ${describeParameters(definition)}.` },
  );
}
