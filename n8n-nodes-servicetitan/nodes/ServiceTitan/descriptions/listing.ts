import type { INodeProperties } from 'n8n-workflow';
import { catalog } from 'servicetitan-client';

import { resources } from '../../../generated/resources';

const show = { operation: ['getAll'] };

/** Resources that the API tells for a span of days. */
const byDays = catalog.streams.filter(({ name, window }) => window !== undefined && name in resources);

/** What every list asks, whatever the resource. */
export const listing: INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: { show },
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    default: 50,
    typeOptions: { minValue: 1 },
    description: 'Max number of results to return',
    displayOptions: { show: { ...show, returnAll: [false] } },
  },
];

export const days: INodeProperties[] = [
  {
    displayName: 'First Day',
    name: 'fromDay',
    type: 'dateTime',
    required: true,
    default: '',
    description: 'First day to read; a day is one of UTC, its time of day does not count',
    displayOptions: { show: { ...show, resource: byDays.map(({ name }) => name) } },
  },
  {
    displayName: 'Last Day',
    name: 'toDay',
    type: 'dateTime',
    required: true,
    default: '',
    description: 'Last day to read',
    displayOptions: { show: { ...show, resource: byDays.map(({ name }) => name) } },
  },
];
