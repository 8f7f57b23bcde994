import type { INodeProperties } from 'n8n-workflow';

import { resources } from '../../../generated/resources';

/** Resources with more fields than fit on a screen; the others come whole. */
const wide = Object.entries(resources)
  .filter(([, { fields, simplified }]) => fields.length > simplified.length)
  .map(([name]) => name);

const show = { resource: wide, operation: ['get', 'getAll', 'getChanges'] };

/** How much of a record comes out. */
export const output: INodeProperties[] = [
  {
    displayName: 'Output',
    name: 'output',
    type: 'options',
    options: [
      { name: 'Raw', value: 'raw', description: 'Every field as ServiceTitan sends it' },
      { name: 'Selected Fields', value: 'selectedFields', description: 'The fields that you choose' },
      { name: 'Simplified', value: 'simplified', description: 'The fields that matter most, ten at most' },
    ],
    default: 'simplified',
    description: 'How much of each record to return',
    displayOptions: { show },
  },
  {
    displayName: 'Field Names or IDs',
    name: 'fields',
    type: 'multiOptions',
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
    typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['resource'] },
    default: [],
    displayOptions: { show: { ...show, output: ['selectedFields'] } },
  },
];
