import type { INodeProperties } from 'n8n-workflow';

/** What a legacy report can do without. */
export const legacyOptions: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  options: [
    {
      displayName: 'Allow Empty List',
      name: 'allowEmptySnapshot',
      type: 'boolean',
      default: false,
      description: 'Whether a complete list may have no rows, which switches every record off where it is loaded',
    },
    {
      displayName: 'Business Date From',
      name: 'businessDateFrom',
      type: 'dateTime',
      default: '',
      description: "First day of the report's first business date, such as Invoice Date. Not for complete lists.",
    },
    {
      displayName: 'Business Date To',
      name: 'businessDateTo',
      type: 'dateTime',
      default: '',
      description: 'Last day of it',
    },
    {
      displayName: 'Changed Since',
      name: 'changedSince',
      type: 'dateTime',
      default: '',
      description: 'Only records that changed since. Not for complete lists.',
    },
    {
      displayName: 'Import ID',
      name: 'importId',
      type: 'number',
      default: 0,
      description: 'A number that the system that reads the report stores with each row',
    },
    {
      displayName: 'Max Reject Rate',
      name: 'maxRejectRate',
      type: 'number',
      typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
      default: 0.02,
      description: 'Share of rejected rows past which nothing comes out, judged from ten rejected rows on',
    },
    {
      displayName: 'Max Rejected Rows',
      name: 'maxRejectRows',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 500,
      description: 'Number of rejected rows past which nothing comes out',
    },
    {
      displayName: 'Min Rows Compared to Previous',
      name: 'minRowsVsPrevious',
      type: 'number',
      typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
      default: 0.8,
      description:
        'Share of the rows of the previous list below which nothing comes out. Needs Rows of the Previous List.',
    },
    {
      displayName: 'Put Output File in Field',
      name: 'binaryPropertyName',
      type: 'string',
      default: 'data',
      hint: 'The name of the output binary field to put the file in',
      description: 'Where to put the CSV file',
    },
    {
      displayName: 'Rows of the Previous List',
      name: 'previousRows',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 0,
      description:
        'How many rows the last list had, from your run log; a complete list that is much shorter is held back',
    },
    {
      displayName: 'Software',
      name: 'software',
      type: 'string',
      default: 'ServiceTitan',
      description: 'What the system that reads the report calls the software that the data comes from',
    },
    {
      displayName: 'Trade',
      name: 'trade',
      type: 'string',
      default: '',
      placeholder: 'e.g. plumbing',
      description: "The client's trade, if the system that reads the report stores one with each row",
    },
  ],
};
