// What is chosen first: group, resource, operation. One list of operations for each resource: n8n takes the lines of its
// panel of actions from them, and the first value of each display condition for the parameters that a line sets.

import { titleOf, withArticle } from './words.mjs';

/** Resources that are no streams: their operations are written by hand. */
const own = [
  { group: 'reports', name: 'Legacy Report', value: 'legacyReport' },
  { group: 'reports', name: 'Report', value: 'report' },
  { group: 'settings', name: 'Connection', value: 'connection' },
];

const first = { group: 'crm', resource: 'customers' };
const byName = (a, b) => a.name.localeCompare(b.name);

const operations = {
  get: ({ one }) => ({
    name: 'Get',
    value: 'get',
    action: `Get ${withArticle(one)}`,
    description: `Get ${withArticle(one)} by its ID`,
  }),
  getChanges: ({ many }) => ({
    name: 'Get Changes',
    value: 'getChanges',
    action: `Get changes of ${many}`,
    description: `Get the ${many} that were created, modified or deactivated since the last time`,
  }),
  getAll: ({ many }) => ({
    name: 'Get Many',
    value: 'getAll',
    action: `Get many ${many}`,
    description: `Get a list of ${many}`,
  }),
};

export function menuOf(resources, groups) {
  const group = {
    displayName: 'Module',
    name: 'group',
    type: 'options',
    noDataExpression: true,
    description: 'Part of ServiceTitan that the resource belongs to',
    options: groups.map(({ name, value }) => ({ name, value })).sort(byName),
    default: first.group,
  };
  const choices = groups.map(({ value }) => {
    const options = [
      ...resources
        .filter((resource) => resource.group === value)
        .map(({ one, stream }) => ({ name: titleOf(one), value: stream })),
      ...own.filter((resource) => resource.group === value).map(({ name, value: of }) => ({ name, value: of })),
    ].sort(byName);
    return {
      displayName: 'Resource',
      name: 'resource',
      type: 'options',
      noDataExpression: true,
      displayOptions: { show: { group: [value] } },
      options,
      default: value === first.group ? first.resource : options[0].value,
    };
  });
  const lists = resources.map((resource) => ({
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { group: [resource.group], resource: [resource.stream] } },
    options: resource.data.operations.map((operation) => operations[operation](resource)).sort(byName),
    default: resource.data.operations[0],
  }));
  return [group, ...choices, ...lists];
}
