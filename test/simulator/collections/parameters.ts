import type { ApiEndpoint, ApiParameter } from 'servicetitan-specs/api';

import type { QueryReader } from '../query';

type Pairs = readonly (readonly [string, string])[];

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Names that the endpoint does not declare, each once. */
export function undeclaredNames(endpoint: ApiEndpoint, pairs: Pairs): string[] {
  const names = new Set(endpoint.parameters.flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : [])));
  return [...new Set(pairs.map(([name]) => name).filter((name) => !names.has(name)))];
}

function readAs({ name, type, format, enum: values, minimum, maximum }: ApiParameter, query: QueryReader): void {
  if (values !== undefined) query.someOf(name, values.map(String));
  else if (type === 'integer') {
    const given = query.integer(name, minimum);
    // a page size that is too big is the list's to judge
    if (given !== undefined && maximum !== undefined && given > maximum && name !== 'pageSize')
      query.fail(name, `The value '${String(given)}' is not valid.`);
  } else if (type === 'number') query.number(name);
  else if (type === 'boolean') query.boolean(name);
  else if (format === 'date-time' || format === 'date') query.moment(name);
  else if (format === 'guid' && !guid.test(query.text(name) ?? '00000000-0000-0000-0000-000000000000'))
    query.fail(name, `The value '${query.text(name) ?? ''}' is not valid.`);
}

/** Notes what is missing from a query and what has the wrong type, as the endpoint declares it. */
export function validate(endpoint: ApiEndpoint, query: QueryReader): void {
  for (const parameter of endpoint.parameters) {
    if (parameter.in !== 'query') continue;
    if (parameter.required && query.text(parameter.name) === undefined)
      query.fail(parameter.name, `The ${parameter.name} field is required.`);
    readAs(parameter, query);
  }
}
