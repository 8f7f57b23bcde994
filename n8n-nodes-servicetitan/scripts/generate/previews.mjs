// Output previews: what n8n shows of an operation's items before it ran, from the record schemas of the Airbyte source.

const single = (type) => [type].flat().find((one) => one !== 'null');

/** A record schema in the few words that n8n's preview understands. */
function plain({ type, properties, items }) {
  const kind = single(type);
  if (kind === 'object')
    return {
      type: 'object',
      properties: Object.fromEntries(Object.entries(properties ?? {}).map(([name, field]) => [name, plain(field)])),
    };
  if (kind === 'array') return { type: 'array', items: items === undefined ? { type: 'string' } : plain(items) };
  return { type: kind ?? 'string' };
}

function preview(schema, { data: { simplified }, added }) {
  const named = Object.entries(schema.properties).filter(([name]) => !added.includes(name));
  const kept = simplified.flatMap((name) => named.filter(([own]) => own === name));
  return { ...plain({ type: 'object', properties: Object.fromEntries(kept) }), version: 1 };
}

const text = { type: 'string' };
const texts = { type: 'array', items: text };

/** Of operations whose items are the node's own. */
const own = {
  'v1.0.0/connection/getStatus.json': {
    type: 'object',
    properties: {
      ...{ status: text, message: text, whatToDo: text, tenantId: text, environment: text },
      ...{ scopesGranted: texts, scopesMissing: texts, tokenLifetimeSeconds: { type: 'number' }, checkedAt: text },
    },
    version: 1,
  },
};

/** @returns path below __schema__ -> schema of what comes when nobody asks for more: the simplified record */
export function previewsOf(resources, schemas) {
  const ofResources = resources.flatMap((resource) =>
    resource.data.operations.map((operation) => [
      `v1.0.0/${resource.stream}/${operation}.json`,
      preview(schemas[operation][resource.stream], resource),
    ]),
  );
  return { ...own, ...Object.fromEntries(ofResources) };
}
