// The catalog as its readers get it: what specs/catalog chooses, joined with what specs/api knows about the endpoint.

/** Steps between places in the reading order, so that the numbers read as places and not as counts. */
const step = 10;

/** @returns stream or endpoint-like {method?, path} -> {endpoint, module}; undefined when the API has no such endpoint */
export function endpointFinder(api) {
  const known = new Map(
    api.flatMap((module) =>
      module.endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, { endpoint, module }]),
    ),
  );
  return ({ method = 'GET', path }) => known.get(`${method} ${path}`);
}

const counts = ({ endpoint: { parameters } }) => parameters.some(({ name }) => name === 'includeTotal');

/** Adds module, scope and order to every stream, and to lists whether the API counts their rows. */
export function joined(catalog, endpointOf) {
  return catalog.streams.map((stream, place) => {
    const found = endpointOf(stream);
    if (found === undefined)
      throw new Error(`specs/catalog: ${stream.name} reads ${stream.path}, which specs/api does not have`);
    const { name, ...rest } = stream;
    return {
      name,
      module: found.module.module,
      ...rest,
      ...(stream.feed === 'list' && counts(found) && { countable: true }),
      scope: found.endpoint.scope,
      order: (place + 1) * step,
    };
  });
}
