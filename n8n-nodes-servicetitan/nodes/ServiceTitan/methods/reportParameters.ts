import type {
  FieldType,
  ILoadOptionsFunctions,
  INodePropertyOptions,
  ResourceMapperField,
  ResourceMapperFields,
} from 'n8n-workflow';
import { ServiceTitanError, type DataType, type ReportApi, type ReportParameter } from 'servicetitan-client';

import { asNodeError } from '../../../transport';

import { pickedIn, reportApi } from './reports';

const fieldTypes: Readonly<Record<DataType, FieldType>> = {
  String: 'string',
  Number: 'number',
  Boolean: 'boolean',
  Date: 'dateTime',
  Time: 'time',
};

/** The values that a parameter accepts; none where anything may do, or where the list cannot be read. */
async function choicesOf(
  context: ILoadOptionsFunctions,
  { acceptValues }: ReportParameter,
  api: ReportApi,
): Promise<INodePropertyOptions[]> {
  const setId = acceptValues?.dynamicSetId ?? null;
  let rows: readonly (readonly unknown[])[] | null = acceptValues?.values ?? null;
  if (rows === null && setId !== null)
    try {
      rows = await api.values(setId);
    } catch (error) {
      // the app may run reports without being allowed to read such lists
      if (!(error instanceof ServiceTitanError) || !['missing_scope', 'missing_module'].includes(error.kind))
        throw asNodeError(context, error);
    }
  return (rows ?? []).map(([key, name]) => ({
    name: String(name ?? key),
    value: typeof key === 'number' ? key : String(key),
  }));
}

async function fieldOf(
  context: ILoadOptionsFunctions,
  parameter: ReportParameter,
  api: ReportApi,
): Promise<ResourceMapperField> {
  const { name, label, dataType, isArray, isRequired } = parameter;
  const options = isArray ? [] : await choicesOf(context, parameter, api);
  const type = isArray ? 'string' : options.length > 0 ? 'options' : fieldTypes[dataType];
  return {
    id: name,
    displayName: isArray ? `${label} (Names or IDs, Separated by Commas)` : label,
    required: isRequired,
    defaultMatch: false,
    canBeUsedToMatch: false,
    display: true,
    type,
    ...(type === 'options' ? { options } : {}),
  };
}

/** The parameters of the chosen report as fields, from its description: it is its owner's to change. */
export async function getReportParameters(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  const [category, report] = [pickedIn(this, 'category'), Number(pickedIn(this, 'report'))];
  if (category === '' || !Number.isSafeInteger(report) || report <= 0)
    return { fields: [], emptyFieldsNotice: 'Choose the report first.' };
  try {
    const api = await reportApi(this);
    const { parameters } = await api.describe(category, report);
    const fields: ResourceMapperField[] = [];
    for (const parameter of parameters) fields.push(await fieldOf(this, parameter, api));
    return { fields, emptyFieldsNotice: 'This report takes no parameters.' };
  } catch (error) {
    throw asNodeError(this, error);
  }
}
