import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: [{ name: 'Customer', value: 'customers' }],
    default: 'customers',
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['customers'] } },
    options: [
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many customers',
        description: 'Get a list of customers',
      },
    ],
    default: 'getAll',
  },
];
