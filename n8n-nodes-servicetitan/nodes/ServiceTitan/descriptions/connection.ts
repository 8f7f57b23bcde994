import type { INodeProperties } from 'n8n-workflow';

/** The operations of the connection itself. */
export const connection: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { group: ['settings'], resource: ['connection'] } },
    options: [
      {
        name: 'Get Status',
        value: 'getStatus',
        action: 'Get the status of the connection',
        description: "Get whether the tenant is connected, what to do if it is not, and the app's scopes",
      },
    ],
    default: 'getStatus',
  },
];
