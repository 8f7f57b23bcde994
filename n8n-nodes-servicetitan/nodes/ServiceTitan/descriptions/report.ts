import type { INodeProperties } from 'n8n-workflow';

const show = { resource: ['report'], operation: ['run'] };

/** What running a saved report asks. */
export const report: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { group: ['reports'], resource: ['report'] } },
    options: [
      {
        name: 'Run',
        value: 'run',
        action: 'Run a saved report',
        description: 'Get the rows of a report that is saved in ServiceTitan',
      },
    ],
    default: 'run',
  },
  {
    displayName: 'Category',
    name: 'category',
    type: 'resourceLocator',
    required: true,
    default: { mode: 'list', value: '' },
    description: 'Category of the report, as ServiceTitan lists it',
    displayOptions: { show },
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        typeOptions: { searchListMethod: 'searchReportCategories', searchable: true },
      },
      { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. operations' },
    ],
  },
  {
    displayName: 'Report',
    name: 'report',
    type: 'resourceLocator',
    required: true,
    default: { mode: 'list', value: '' },
    description: 'The report to run. IDs differ from tenant to tenant.',
    displayOptions: { show },
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        typeOptions: { searchListMethod: 'searchReports', searchable: true },
      },
      {
        displayName: 'By ID',
        name: 'id',
        type: 'string',
        placeholder: 'e.g. 40175',
        validation: [{ type: 'regex', properties: { regex: '^\\s*[0-9]{1,15}\\s*$', errorMessage: 'A number' } }],
      },
    ],
  },
  {
    displayName: 'Parameters',
    name: 'reportParameters',
    type: 'resourceMapper',
    noDataExpression: true,
    default: { mappingMode: 'defineBelow', value: null },
    description: 'What the report asks for; dates are days of the tenant',
    displayOptions: { show },
    typeOptions: {
      loadOptionsDependsOn: ['category.value', 'report.value'],
      resourceMapper: {
        resourceMapperMethod: 'getReportParameters',
        mode: 'add',
        fieldWords: { singular: 'parameter', plural: 'parameters' },
        addAllFields: true,
        multiKeyMatch: false,
        supportAutoMap: false,
      },
    },
  },
  {
    displayName: 'Return As',
    name: 'returnAs',
    type: 'options',
    options: [
      { name: 'Items', value: 'items', description: 'One item for each row' },
      { name: 'CSV File', value: 'csv', description: 'One item with all rows in a file' },
    ],
    default: 'items',
    description: 'How to return the rows',
    displayOptions: { show },
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: { show },
    options: [
      {
        displayName: 'Column Names',
        name: 'columnNames',
        type: 'options',
        options: [
          { name: 'Labels', value: 'label', description: 'As the report shows them, such as Invoice Date' },
          { name: 'Names', value: 'name', description: 'As the API knows them, such as InvoiceDate' },
        ],
        default: 'label',
        description: 'What to call the columns',
      },
      {
        displayName: 'Put Output File in Field',
        name: 'binaryPropertyName',
        type: 'string',
        default: 'data',
        hint: 'The name of the output binary field to put the file in',
        description: 'Where to put the CSV file',
      },
    ],
  },
];
