import type { Answer } from '../answer';
import { decode, encode, type Json } from '../exact-json';
import type { Problems } from '../problem';

import type { DataType, Given, Parameter, Report } from './definition';

const shapes: Record<DataType, (value: Json) => boolean> = {
  String: (value) => typeof value === 'string',
  // an exact number is text with a mark before it, see exact-json
  Number: (value) => typeof value === 'string' && value.startsWith('\u0001'),
  Boolean: (value) => typeof value === 'boolean',
  Date: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value),
  Time: (value) => typeof value === 'string' && /^\d{2}:\d{2}/.test(value),
};

function fits({ dataType, isArray }: Parameter, value: Json): boolean {
  return isArray ? Array.isArray(value) && value.every(shapes[dataType]) : shapes[dataType](value);
}

/** Reads the body `{"parameters":[{"name","value"}]}`. Members and parameters that are not known are ignored. */
export function givenParameters(report: Report, body: string, problems: Problems): Given | Answer {
  let sent: unknown;
  try {
    sent = (decode(body) as { parameters?: unknown } | null)?.parameters;
  } catch {
    return problems(400, undefined, { request: ['The request field is required.'] });
  }
  if (!Array.isArray(sent))
    return problems(400, undefined, {
      parameters: ['Cannot deserialize the current JSON object into a list of report parameters.'],
    });
  const given = new Map<string, Json>();
  for (const { name, value } of sent as { name?: string; value?: Json }[])
    if (name !== undefined && value !== undefined) given.set(name, value);
  for (const parameter of report.parameters) {
    const value = given.get(parameter.name) ?? null;
    if (value === null) {
      if (parameter.isRequired) return problems(400, `Missed report parameter: [${parameter.name}]`);
    } else if (!fits(parameter, value))
      return problems(400, undefined, { [parameter.name]: [`The value is not valid for ${parameter.dataType}.`] });
  }
  return given;
}

export interface Window {
  page: number;
  pageSize: number;
  includeTotal: boolean;
}

/** The JSON text of one page of a report's rows. */
export function runText(report: Report, given: Given, { page, pageSize, includeTotal }: Window): string {
  const records = [...report.records(given)];
  const from = (page - 1) * pageSize;
  const rows = records.slice(from, from + pageSize);
  return encode({
    fields: report.columns.map(({ name, label }) => ({ name, label })),
    page,
    pageSize,
    hasMore: from + rows.length < records.length,
    totalCount: includeTotal ? records.length : null,
    data: rows.map((record) => report.columns.map((column) => column.cell(record))),
  });
}
