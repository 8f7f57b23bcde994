import type { INodeProperties } from 'n8n-workflow';

const displayOptions = { show: { operation: ['getChanges'] } };

/** What the export feeds ask. */
export const changes: INodeProperties[] = [
  {
    displayName: 'Token',
    name: 'continueFrom',
    type: 'string',
    typeOptions: { password: false },
    default: '',
    placeholder: 'e.g. {{ $json.continueFrom }}',
    description:
      'The continueFrom of the last run, from the output "Token". Keep it in a data table and read it here with an expression. Empty: start at Changed Since.',
    displayOptions,
  },
  {
    displayName: 'Changed Since',
    name: 'changedSince',
    type: 'dateTime',
    default: '',
    description: 'Where to start without a token. Empty: with the first record there ever was.',
    displayOptions,
  },
  {
    displayName: 'Stop After',
    name: 'stopAfter',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 10000,
    description:
      'Number of records after which to stop. The batch that reaches it is read to its end, because a token stands behind a batch; the next run goes on from there.',
    displayOptions,
  },
  {
    displayName: 'Include Recent Changes',
    name: 'includeRecentChanges',
    type: 'boolean',
    default: false,
    description:
      'Whether to include changes of the last minutes, which ServiceTitan otherwise holds back until they are settled. They may come again the next time.',
    displayOptions,
  },
];
