import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { ownDefinition } from '../legacy/definition';

import { legacyOptions } from './legacyReportOptions';

const show = { resource: ['legacyReport'], operation: ['create'] };

const formats: INodePropertyOptions[] = [
  {
    name: 'Accounting Download',
    value: 'accounting-download',
    description: 'Invoices with payments, balances and dates, and the payments behind them',
  },
  {
    name: 'Customer List',
    value: 'customer-list',
    description: 'The built-in Customer List with its lifetime figures',
  },
  {
    name: 'Invoice Detail by Date',
    value: 'invoice-detail-by-date',
    description: 'The built-in report of that name, with the address that the loader needs',
  },
  { name: 'Own Definition', value: ownDefinition, description: 'A definition of your own, as YAML or JSON' },
  {
    name: 'ServiceTitan Reports',
    value: 'servicetitan-reports',
    description: 'Customer List and Invoices as people export them from ServiceTitan',
  },
  { name: 'Staging Stream', value: 'staging-stream', description: "The staging tables' columns as files" },
];

/** What making a report in the legacy format asks. */
export const legacyReport: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { group: ['reports'], resource: ['legacyReport'] } },
    options: [
      {
        name: 'Create',
        value: 'create',
        action: 'Create a legacy report',
        description: 'Make the report file that people upload today, from the records of the tenant',
      },
    ],
    default: 'create',
  },
  {
    displayName: 'Format',
    name: 'format',
    type: 'options',
    options: formats,
    default: 'servicetitan-reports',
    description: 'Which columns the report has, and how they are written',
    displayOptions: { show },
  },
  {
    displayName: 'Definition',
    name: 'definition',
    type: 'string',
    typeOptions: { rows: 16 },
    required: true,
    default:
      'format: servicetitan-legacy-reports\nversion: 1\nextends: servicetitan-reports\nreports:\n  customers:\n    title: Customer List\n    columns:\n      - { name: email, header: E-Mail }\n',
    description: 'The format as YAML or JSON; mistakes are told with their line',
    displayOptions: { show: { ...show, format: [ownDefinition] } },
  },
  {
    displayName: 'Report Name or ID',
    name: 'report',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getLegacyReports', loadOptionsDependsOn: ['format', 'definition'] },
    required: true,
    default: 'customers',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
    displayOptions: { show },
  },
  {
    displayName: 'Tenant Key',
    name: 'tenantKey',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. ACME01',
    description: "The client's key in the system that reads the report",
    displayOptions: { show },
  },
  {
    displayName: 'Time Zone',
    name: 'timeZone',
    type: 'string',
    required: true,
    default: 'America/New_York',
    description:
      "The client's time zone as an IANA name. Moments become that zone's dates; business dates are never shifted.",
    displayOptions: { show },
  },
  {
    displayName: 'Return As',
    name: 'returnAs',
    type: 'options',
    options: [
      { name: 'Items', value: 'items', description: 'One item for each row, under the legacy headers' },
      { name: 'CSV File', value: 'csv', description: 'One item with the file and its control totals' },
    ],
    default: 'items',
    description: 'How to return the rows',
    displayOptions: { show },
  },
  { ...legacyOptions, displayOptions: { show } },
];
