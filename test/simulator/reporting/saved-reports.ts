import { decode, exact, type Json, type JsonObject } from '../exact-json';
import type { StreamName } from '../types';

import {
  keyAndName,
  localMidnight,
  localTime,
  parameter,
  type Column,
  type DataType,
  type Given,
  type Report,
  type Reporting,
} from './definition';

/** The rows of a tenant's collections, as the export feeds send them. */
type Texts = (stream: StreamName) => Iterable<string>;

/** Category ids and names that were seen; which of them a tenant has depends on the tenant. */
const categories = [
  { id: 'operations', name: 'Operations' },
  { id: 'accounting', name: 'Accounting' },
  { id: 'business-unit-dashboard', name: 'Business Unit Dashboard' },
  { id: 'other', name: 'Other' },
];

function member(record: JsonObject, path: string): Json {
  let value: Json | undefined = record;
  for (const name of path.split('.'))
    value = typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
  return value ?? null;
}

function column(
  name: string,
  label: string,
  dataType: DataType,
  path: string,
  as = (cell: Json): Json => cell,
): Column {
  return { name, label, dataType, cell: (record) => as(member(record, path)) };
}

const asNumber = (cell: Json): Json => (typeof cell === 'string' ? exact(cell.replace('\u0001', '')) : cell);
const asDay = (cell: Json): Json => (typeof cell === 'string' ? localMidnight(cell.slice(0, 10)) : cell);
const asTime = (cell: Json): Json => (typeof cell === 'string' ? localTime(cell).slice(11, 19) : cell);
const isZero = (cell: Json): Json => (typeof cell === 'string' ? Number(cell) === 0 : cell);

const idOf = (cell: Json): string => String(cell).replace('\u0001', '');

const text = (given: Given, name: string): string => {
  const value = given.get(name);
  return typeof value === 'string' ? value : '';
};

function invoiceReport(texts: Texts): Report {
  function* records(given: Given): Generator<JsonObject> {
    const [from, to] = [text(given, 'From'), text(given, 'To')];
    const path = { 1: 'invoiceDate', 2: 'createdOn' }[idOf(given.get('DateType') ?? null)] ?? 'paidOn';
    const units = given.get('BusinessUnitIds');
    const wanted = Array.isArray(units) && units.length > 0 ? new Set(units.map(idOf)) : null;
    for (const row of texts('invoices')) {
      const record = decode(row) as JsonObject;
      const day = String(member(record, path)).slice(0, 10);
      if (day < from || day > to) continue;
      if (wanted === null || wanted.has(idOf(member(record, 'businessUnit.id')))) yield record;
    }
  }
  return {
    id: 40_175,
    category: 'operations',
    name: 'Invoice Detail by Date',
    description: 'One row per invoice',
    modifiedOn: localTime('2025-09-01T15:30:00Z'),
    parameters: [
      parameter('DateType', 'Number', {
        label: 'Date Type',
        isRequired: true,
        acceptValues: {
          fields: keyAndName,
          dynamicSetId: null,
          values: [
            [1, 'Invoice Date'],
            [2, 'Creation Date'],
            [3, 'Payment Date'],
          ],
        },
      }),
      parameter('From', 'Date', { isRequired: true }),
      parameter('To', 'Date', { isRequired: true }),
      parameter('BusinessUnitIds', 'Number', {
        label: 'Business Units',
        isArray: true,
        acceptValues: { fields: keyAndName, dynamicSetId: 'business-units', values: null },
      }),
      parameter('IncludeInactive', 'Boolean', { label: 'Include inactive' }),
      parameter('At', 'Time', { label: 'Time of day' }),
    ],
    columns: [
      column('InvoiceNumber', 'Invoice #', 'String', 'referenceNumber'),
      column('InvoiceDate', 'Invoice Date', 'Date', 'invoiceDate', asDay),
      column('CreatedAt', 'Created at', 'Time', 'createdOn', asTime),
      column('Customer', 'Customer Name', 'String', 'customer.name'),
      column('BusinessUnit', 'Business Unit', 'String', 'businessUnit.name'),
      column('Total', 'Invoice Total', 'Number', 'total', asNumber),
      column('Paid', 'Paid in full', 'Boolean', 'balance', isZero),
    ],
    records,
  };
}

function customerReport(texts: Texts): Report {
  return {
    id: 40_612,
    category: 'other',
    name: 'Customer List',
    description: null,
    modifiedOn: localTime('2025-03-11T08:00:00Z'),
    parameters: [],
    columns: [
      column('CustomerId', 'Customer ID', 'Number', 'id'),
      column('Name', 'Customer', 'String', 'name'),
      column('City', 'City', 'String', 'address.city'),
      column('Balance', 'Balance', 'Number', 'balance'),
      column('TaxExempt', 'Tax exempt', 'Boolean', 'taxExempt'),
      column('Created', 'Customer since', 'Date', 'createdOn', asDay),
    ],
    *records() {
      for (const row of texts('customers')) yield decode(row) as JsonObject;
    },
  };
}

function revenueReport(texts: Texts): Report {
  const { columns, records } = invoiceReport(texts);
  return {
    id: 175,
    category: 'business-unit-dashboard',
    name: 'Revenue',
    description: null,
    modifiedOn: localTime('2024-01-02T17:00:00Z'),
    parameters: [parameter('Date', 'Date', { isRequired: true })],
    columns: columns.filter(({ name }) => ['InvoiceNumber', 'BusinessUnit', 'Total'].includes(name)),
    records: (given) => {
      const day = given.get('Date') ?? null;
      return records(new Map<string, Json>([...[['From', day] as const, ['To', day] as const], ['DateType', 1]]));
    },
  };
}

/** More reports than a page of the list holds. */
const built = Array.from({ length: 60 }, (_, index) => `Built-in Report ${String(index + 1)}`);

export function createSavedReports(texts: Texts): Reporting {
  const empty: Pick<Report, 'category' | 'description' | 'modifiedOn'> = {
    category: 'operations',
    description: null,
    modifiedOn: localTime('2020-01-01T00:00:00Z'),
  };
  return {
    categories: categories.map((category) => ({ ...category })),
    reports: [
      ...built.map((name, index): Report => ({
        ...empty,
        id: 1000 + index,
        name,
        parameters: [],
        columns: [column('Id', 'Id', 'Number', 'id')],
        records: () => [],
      })),
      invoiceReport(texts),
      customerReport(texts),
      revenueReport(texts),
    ],
    valueSets: {
      'business-units': () =>
        [...texts('business_units')].map((row) => {
          const record = decode(row) as JsonObject;
          return [member(record, 'id'), member(record, 'name')];
        }),
      'job-date-filter-type': () => [
        ['1', 'Completion Date'],
        ['2', 'Creation Date'],
      ],
    },
  };
}
