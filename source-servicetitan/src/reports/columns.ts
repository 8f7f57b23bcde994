import type { AirbyteStream, JsonObject } from 'airbyte-runtime';
import { uniqueColumns, type DataType, type ReportDefinition } from 'servicetitan-client';

import { reportStreamName, type ReportConfig } from './config';

/** The day that a day-by-day row was asked for. */
export const dayMember = '_report_date';
const tenantMember = 'tenantId';
const reserved: readonly string[] = [dayMember, tenantMember];

/** The member of a record for each column, in the columns' order: the field's name, unless it is one of ours. */
export function columnNames(fields: readonly { readonly name: string }[]): string[] {
  return uniqueColumns(
    fields.map(({ name }) => name),
    reserved,
  );
}

/** A date comes with the tenant's local offset and is left as it comes. */
const typeSchemas: Readonly<Record<DataType, JsonObject>> = {
  String: { type: ['null', 'string'] },
  Number: { type: ['null', 'number'] },
  Boolean: { type: ['null', 'boolean'] },
  Date: { type: ['null', 'string'], format: 'date-time' },
  Time: { type: ['null', 'string'] },
};

/** Read day by day? */
export const isDated = ({ date_parameter: parameter }: Pick<ReportConfig, 'date_parameter'>): boolean =>
  parameter !== undefined;

/** What a stream of a report can do, which the configuration alone says. */
export function reportStreamModes(
  report: ReportConfig,
): Pick<
  AirbyteStream,
  'name' | 'supported_sync_modes' | 'source_defined_cursor' | 'default_cursor_field' | 'is_resumable'
> {
  const dated = isDated(report);
  return {
    name: reportStreamName(report),
    supported_sync_modes: dated ? ['full_refresh', 'incremental'] : ['full_refresh'],
    source_defined_cursor: dated,
    ...(dated ? { default_cursor_field: [dayMember] } : {}),
    is_resumable: dated,
  };
}

/** The stream of a report as it is defined now. A report's rows have no key. */
export function reportStream(report: ReportConfig, definition: ReportDefinition): AirbyteStream {
  const names = columnNames(definition.fields);
  const columns = definition.fields.map(({ label, dataType }, index) => [
    names[index],
    { ...typeSchemas[dataType], title: label },
  ]);
  return {
    ...reportStreamModes(report),
    json_schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: true,
      properties: {
        ...(Object.fromEntries(columns) as JsonObject),
        ...(isDated(report) ? { [dayMember]: { type: 'string', format: 'date', title: 'Day of the report' } } : {}),
        [tenantMember]: { type: 'integer', title: 'Tenant' },
      },
    },
    source_defined_primary_key: [],
  };
}
