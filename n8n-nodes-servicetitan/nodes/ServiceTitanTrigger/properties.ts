import type { INodeProperties } from 'n8n-workflow';

import { watchedResources } from './watched';

/** The fields of the trigger. */
export const properties: INodeProperties[] = [
  {
    displayName:
      'ServiceTitan has no webhooks for new apps, so n8n asks for changes at the times under Poll Times. Publishing remembers the moment; only later changes start the workflow.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: watchedResources,
    default: 'customers',
    description: 'What to watch',
  },
  {
    displayName: 'Events',
    name: 'events',
    type: 'multiOptions',
    options: [
      { name: 'Created', value: 'created', description: 'A record that was not there before' },
      { name: 'Deactivated', value: 'deactivated', description: 'A record that is inactive, was deleted or merged' },
      { name: 'Updated', value: 'updated', description: 'Any other change' },
    ],
    required: true,
    default: ['created', 'updated', 'deactivated'],
    description: 'Which changes start the workflow',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: [
      {
        displayName: 'Include Recent Changes',
        name: 'includeRecentChanges',
        type: 'boolean',
        default: true,
        description:
          'Whether changes start the workflow at the next poll instead of 15 minutes later, when ServiceTitan has settled them. Concerns resources with an export feed.',
      },
    ],
  },
];
