// The fields of a resource that follow from its endpoints: keys, the record to get, filters, order.

import { displayName, pascalCase, titleOf, wordsOf } from './words.mjs';

/** Properties that are the same for several resources are declared once, for all of them. */
function shared(pairs, operation) {
  const found = new Map();
  for (const { resource, property } of pairs) {
    const key = JSON.stringify(property);
    const known = found.get(key) ?? { property, resources: [] };
    found.set(key, { ...known, resources: [...known.resources, resource] });
  }
  return [...found.values()].map(({ property: { displayName: title, name, type, ...rest }, resources }) => ({
    displayName: title,
    name,
    type,
    displayOptions: { show: { resource: resources, operation: [operation] } },
    ...rest,
  }));
}

function keyProperty({ name, batch }, parentOf, names) {
  const title = displayName(name);
  if (batch)
    return { displayName: title, name, type: 'string', required: true, default: '', description: 'Comma-separated' };
  if (parentOf !== undefined && names.streams[parentOf]?.choices)
    return {
      displayName: `${displayName(name.replace(/Id$/, ''))} Name or ID`,
      name,
      type: 'options',
      required: true,
      description:
        'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
      typeOptions: { loadOptionsMethod: `get${pascalCase(parentOf)}` },
      default: '',
    };
  return {
    displayName: title,
    name,
    type: 'string',
    required: true,
    default: '',
    description: `Whose records to read: ${wordsOf(name)}`,
  };
}

const keysOf = (resource, keys, names) =>
  keys.map((key) => ({
    resource: resource.stream,
    property: keyProperty(key, keys.length === 1 ? resource.parent : undefined, names),
  }));

/** "Job/Index" as a pattern that takes either case of the first letters, since links are written both ways. */
const pagePattern = (page) =>
  page
    .split('/')
    .map((part) => `[${part.charAt(0)}${part.charAt(0).toLowerCase()}]${part.slice(1)}`)
    .join('/');

function recordProperty({ one, page, data, numericId, feed }) {
  const id = numericId
    ? { validation: [{ type: 'regex', properties: { regex: '^\\s*\\d+\\s*$', errorMessage: 'An ID is a number' } }] }
    : {};
  // a feed has no pages to go to and fro in
  const listed = data.operations.includes('getAll') && data.keys.length === 0 && feed !== 'export';
  const link = page && `https?://.*#/(?:.*/)?${pagePattern(page)}/(\\d+).*`;
  return {
    displayName: titleOf(one),
    name: 'recordId',
    type: 'resourceLocator',
    required: true,
    default: { mode: listed ? 'list' : 'id', value: '' },
    modes: [
      ...(listed
        ? [
            {
              displayName: 'From List',
              name: 'list',
              type: 'list',
              typeOptions: { searchListMethod: 'searchRecords', searchable: true },
            },
          ]
        : []),
      { displayName: 'By ID', name: 'id', type: 'string', placeholder: numericId ? 'e.g. 12345678' : '', ...id },
      ...(link
        ? [
            {
              displayName: 'By URL',
              name: 'url',
              type: 'string',
              placeholder: `e.g. https://go.servicetitan.com/#/${page}/12345678`,
              extractValue: { type: 'regex', regex: link },
              validation: [
                { type: 'regex', properties: { regex: link, errorMessage: `This is not the address of ${one}` } },
              ],
            },
          ]
        : []),
    ],
  };
}

const filtersProperty = (filters) => ({
  displayName: 'Filters',
  name: 'filters',
  type: 'collection',
  placeholder: 'Add Filter',
  default: {},
  options: filters,
});

function sortProperty({ sorts, sort }) {
  const options = sorts.flatMap((field) => [
    { name: `${displayName(field)} (Ascending)`, value: `+${field}` },
    { name: `${displayName(field)} (Descending)`, value: `-${field}` },
  ]);
  return {
    displayName: 'Sort',
    name: 'sort',
    type: 'options',
    description: 'Order of the records. IDs never change, so that no record is missed while a long list is read.',
    options: options.sort((a, b) => a.name.localeCompare(b.name)),
    default: sort,
  };
}

export function fieldsOf(resources, names) {
  const can = (operation) => resources.filter(({ data }) => data.operations.includes(operation));
  const pair = (property) => (resource) => ({ resource: resource.stream, property: property(resource) });
  return {
    keys: [
      ...shared(
        can('getAll').flatMap((resource) => keysOf(resource, resource.data.keys, names)),
        'getAll',
      ),
      ...shared(
        can('get').flatMap((resource) => keysOf(resource, resource.data.get.keys.slice(0, -1), names)),
        'get',
      ),
    ],
    records: shared(can('get').map(pair(recordProperty)), 'get'),
    filters: [
      ...shared(
        can('getAll')
          .filter(({ filters }) => filters.length > 0)
          .map(pair(({ filters }) => filtersProperty(filters))),
        'getAll',
      ),
      ...shared(
        can('getAll')
          .filter(({ sorts, sort }) => sorts.some((field) => `+${field}` === sort))
          .map(pair(sortProperty)),
        'getAll',
      ),
    ],
  };
}
