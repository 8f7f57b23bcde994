// The whole manifest as an object, from the catalog, the record schemas and the source's spec.
import { apiBudget, concurrencyLevel, definitions } from './components.mjs';
import { isExpressible } from './limits.mjs';
import { ref } from './ref.mjs';
import { declareStream } from './stream.mjs';

/** The CDK that the suites run the manifest with. */
export const cdkVersion = '7.39.1';

/** https anywhere, plain http on this machine only: the language has no other place to refuse it. */
const safeUrl = '^\\s*(https://|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])([:/]|\\s*$))';

/** The source's configuration, less what only the source can do. */
function specOf({ documentationUrl, connectionSpecification }) {
  const properties = { ...connectionSpecification.properties };
  delete properties.reports;
  const hosts = ['api_url', 'auth_url'].map((field) => [field, { ...properties[field], pattern: safeUrl }]);
  return {
    type: 'Spec',
    documentation_url: documentationUrl,
    connection_specification: {
      ...connectionSpecification,
      properties: { ...properties, ...Object.fromEntries(hosts) },
    },
  };
}

export function declareSource(streams, recordSchemas, spec) {
  const declared = streams.filter((stream) => isExpressible(stream, streams));
  return {
    version: cdkVersion,
    type: 'DeclarativeSource',
    check: {
      type: 'CheckStream',
      stream_names: declared.filter(({ suggested }) => suggested).map(({ name }) => name),
    },
    definitions: {
      ...definitions,
      streams: Object.fromEntries(
        declared.map((stream) => [stream.name, declareStream(stream, recordSchemas[stream.name], streams)]),
      ),
    },
    streams: declared.map(({ name }) => ref('streams', name)),
    spec: specOf(spec),
    api_budget: apiBudget,
    concurrency_level: concurrencyLevel,
    schemas: Object.fromEntries(declared.map(({ name }) => [name, recordSchemas[name]])),
  };
}
