// The query parameters of an endpoint as filters that a person can fill in.

import { displayName, pascalCase, wordsOf } from './words.mjs';

/** Paging, order and the shape of the answer are the node's business. */
const notFilters =
  /^(page|pageSize|includeTotal|sort|sortBy|orderBy|orderByDirection|descending|from|includeRecentChanges|active|activeOnly|includeInactive|activeState|performanceSegmentationType)$/;

/** How each way of hiding inactive rows is switched on and off. */
const inactive = {
  active: { on: { active: 'Any' }, off: { active: 'True' } },
  activeState: { on: { activeState: 'All' }, off: { activeState: 'ActiveOnly' } },
  activeOnly: { on: { activeOnly: 'false' }, off: { activeOnly: 'true' } },
  includeInactive: { on: { includeInactive: 'true' }, off: { includeInactive: 'false' } },
};

export function inactiveOf({ parameters }) {
  const found = parameters.find(
    ({ name, enum: values }) => name in inactive && (name !== 'active' || values?.includes('Any')),
  );
  return found && inactive[found.name];
}

/** The stream whose ids a parameter takes, when they can be picked from a list: "jobTypeIds" -> "job_types". */
function choicesOf(name, names) {
  const base = /^(.+)Ids?$/.exec(name)?.[1];
  if (base === undefined) return undefined;
  const words = base.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [`${words}s`, words.replace(/y$/, 'ies')].find((stream) => names.streams[stream]?.choices);
}

function whether(name, one) {
  const words = wordsOf(name);
  if (/^(include|exclude|calculate|show)\b/.test(words)) return `Whether to ${words}`;
  if (/^(is|has)\b/.test(words)) return `Whether the ${one} ${words}`;
  return `Whether the ${one} is ${words}`;
}

const expression = '<a href="https://docs.n8n.io/code/expressions/">expression</a>';

function picked(name, many, stream) {
  const title = displayName(name.replace(/Ids?$/, ''));
  return {
    displayName: many ? `${title} Names or IDs` : `${title} Name or ID`,
    name,
    type: many ? 'multiOptions' : 'options',
    description: `Choose from the list, or specify ${many ? 'IDs' : 'an ID'} using an ${expression}`,
    typeOptions: { loadOptionsMethod: `get${pascalCase(stream)}` },
    default: many ? [] : '',
  };
}

function property({ name, type, format, array, enum: values, maxItems }, one, names) {
  const base = { displayName: displayName(name), name: name.replaceAll('.', '_') };
  const list = array === true || /^ids$|Ids$/.test(name);
  const stream = choicesOf(name, names);
  if (stream !== undefined) return picked(name, list, stream);
  if (values !== undefined) {
    const options = values
      .map((value) => ({ name: typeof value === 'number' ? String(value) : displayName(value), value }))
      .sort((a, b) => a.name.localeCompare(b.name));
    return { ...base, type: array ? 'multiOptions' : 'options', options, default: array ? [] : options[0].value };
  }
  if (type === 'boolean') return { ...base, type, default: false, description: whether(name, one) };
  if (format === 'date-time' || format === 'date') return { ...base, type: 'dateTime', default: '' };
  if (list) {
    const most = maxItems === undefined ? '' : `, at most ${maxItems}`;
    return { ...base, type: 'string', default: '', description: `Comma-separated${most}` };
  }
  const isNumber = type === 'number' || (type === 'integer' && format !== 'int64');
  if (name === 'email') return { ...base, type: 'string', placeholder: 'name@email.com', default: '' };
  return isNumber ? { ...base, type: 'number', default: 0 } : { ...base, type: 'string', default: '' };
}

/** How a value becomes query parameters; nothing where it goes as it is. */
function encoding({ name, format, array }) {
  const kind = format === 'date-time' ? 'instant' : format === 'date' ? 'day' : array ? 'repeated' : undefined;
  return {
    ...(kind && { kind }),
    ...(name.includes('.') && { parameter: name }),
  };
}

/**
 * @param taken parameters that have a place of their own: keys, windows, changed since
 * @returns n8n's properties, and what the query needs to know of them by name
 */
export function filtersOf({ parameters }, { one, names, taken, changedSince, hasInactive }) {
  const offered = parameters.filter(
    ({ name, in: place, type }) =>
      place === 'query' &&
      type !== 'object' &&
      !/^customFields?\./.test(name) &&
      !notFilters.test(name) &&
      !taken.includes(name),
  );
  const properties = offered.map((parameter) => property(parameter, one, names));
  if (changedSince)
    properties.push({
      displayName: 'Changed Since',
      name: 'changedSince',
      type: 'dateTime',
      default: '',
      description: 'Only what was created or modified at or after this moment',
    });
  if (hasInactive)
    properties.push({
      displayName: 'Include Inactive',
      name: 'includeInactive',
      type: 'boolean',
      default: false,
      description: 'Whether to include what was deactivated',
    });
  const encodings = offered
    .map((parameter) => [parameter.name.replaceAll('.', '_'), encoding(parameter)])
    .filter(([, how]) => Object.keys(how).length > 0);
  return {
    properties: properties.sort((a, b) => a.displayName.localeCompare(b.displayName)),
    encodings: Object.fromEntries(encodings),
  };
}
