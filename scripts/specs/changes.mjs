// What one set of API facts has that another has not, in words for the person who updates the catalog.
import { endpointFinder } from './catalog.mjs';
import { recordSchemasOf } from './records.mjs';

const named = ({ method = 'GET', path }) => `${method} ${path}`;
const byName = (values, nameOf) => new Map(values.map((value) => [nameOf(value), value]));

/** Lines for what is only in one of two maps, and for what is in both and differs. */
function differences(before, after, say) {
  return [
    ...[...after].filter(([name]) => !before.has(name)).map(([name, value]) => say.added(name, value)),
    ...[...before].filter(([name]) => !after.has(name)).map(([name, value]) => say.removed(name, value)),
    ...[...after].flatMap(([name, value]) =>
      before.has(name) ? (say.both?.(name, before.get(name), value) ?? []) : [],
    ),
  ];
}

/** "integer int64, required, one of A | B" */
const described = ({ type, format, array, required, enum: values, maximum }) =>
  [
    `${array ? 'list of ' : ''}${[type, format].filter(Boolean).join(' ')}`,
    ...(required ? ['required'] : []),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(values ? [`one of ${values.join(' | ')}`] : []),
  ].join(', ');

const changed = (what, before, after) => (before === after ? [] : [`${what}: ${before} -> ${after}`]);

function endpointChanges(name, before, after) {
  const parameters = ({ parameters: list }) => byName(list, (parameter) => parameter.name);
  return [
    ...changed(`${name}: scope`, before.scope, after.scope),
    ...changed(`${name}: envelope`, before.answer?.envelope ?? 'none', after.answer?.envelope ?? 'none'),
    ...differences(parameters(before), parameters(after), {
      added: (parameter, value) => `${name}: new parameter ${parameter} (${described(value)})`,
      removed: (parameter) => `${name}: parameter ${parameter} is gone`,
      both: (parameter, old, fresh) => changed(`${name}: parameter ${parameter}`, described(old), described(fresh)),
    }),
  ];
}

const endpointsOf = (api) =>
  byName(
    api.flatMap(({ endpoints }) => endpoints),
    named,
  );

/** Every field of a record by its path, with its type. */
function fieldsOf(schema, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = path + name;
    const inner = field.items === undefined ? fieldsOf(field, `${here}.`) : fieldsOf(field.items, `${here}[].`);
    return [[here, [[field.type ?? 'anything'].flat()[0], field.format].filter(Boolean).join(' ')], ...inner];
  });
}

function fieldChanges(catalog, before, after) {
  const finders = [before, after].map(endpointFinder);
  const known = catalog.streams.filter((stream) => finders.every((find) => find(stream) !== undefined));
  // A child whose parent is not on both sides has nothing to take its key's type from.
  const names = new Set(known.map(({ name }) => name));
  const streams = known.filter(({ parent }) => parent === undefined || names.has(parent.stream));
  const [old, fresh] = finders.map((find) =>
    recordSchemasOf(
      streams.map((stream) => ({ ...stream, primaryKey: [] })),
      find,
      {},
    ),
  );
  return streams.flatMap(({ name }) =>
    differences(new Map(fieldsOf(old[name])), new Map(fieldsOf(fresh[name])), {
      added: (field, type) => `${name}: new field ${field} (${type})`,
      removed: (field) => `${name}: field ${field} is gone`,
      both: (field, was, is) => changed(`${name}: field ${field}`, was, is),
    }),
  );
}

/** What the catalog has to be told after an update: endpoints nobody decided on, and decisions about endpoints that are gone. */
export function undecided(catalog, leftOut, api) {
  const decided = new Set([...catalog.streams, ...leftOut.endpoints].map(named));
  const there = endpointsOf(api);
  return {
    uncovered: [...there].filter(([name]) => !decided.has(name)).map(([name]) => name),
    vanished: catalog.streams.filter((stream) => !there.has(named(stream))),
    stale: leftOut.endpoints.filter((endpoint) => !there.has(named(endpoint))).map(named),
  };
}

const section = (title, lines) => (lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`), '']);

/** The whole report as text. */
export function changesText(catalog, leftOut, before, after) {
  const endpoints = differences(endpointsOf(before), endpointsOf(after), {
    added: (name) => `new ${name}`,
    removed: (name) => `gone ${name}`,
  });
  const parameters = differences(endpointsOf(before), endpointsOf(after), {
    added: () => [],
    removed: () => [],
    both: endpointChanges,
  }).flat();
  const { uncovered, vanished, stale } = undecided(catalog, leftOut, after);
  const told = [
    ...section('Endpoints', endpoints),
    ...section('Parameters and answers', parameters),
    ...section('Fields', fieldChanges(catalog, before, after)),
    ...section('Neither a stream nor left out for a reason (decide in specs/catalog)', uncovered),
    ...section(
      'Streams whose endpoint is gone (the build refuses them)',
      vanished.map((stream) => `${stream.name}: ${named(stream)}`),
    ),
    ...section('Left out, but no longer there (remove from specs/catalog/left-out.json)', stale),
  ];
  return told.length === 0 ? 'Nothing changed.' : told.join('\n').trimEnd();
}
