import { suggestion } from './nearest-word';
import type { Problem } from './problem';

/** What a JSON Schema validator says of one broken rule; `params` are Ajv's, and the names that are allowed in their place. */
export interface SchemaError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message: string;
}

/** An error of Ajv with `verbose: true`, which shows the names that would have been allowed. */
export function schemaError(error: {
  instancePath: string;
  keyword: string;
  params: object;
  message?: string | undefined;
  parentSchema?: Readonly<Record<string, unknown>> | undefined;
}): SchemaError {
  const { instancePath, keyword, params, message = '', parentSchema } = error;
  const names = keyword === 'additionalProperties' && {
    allowedProperties: Object.keys(parentSchema?.['properties'] ?? {}),
  };
  return { instancePath, keyword, message, params: { ...params, ...names } };
}

const pathOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const valueAt = (root: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
    root,
  );

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || text.length > 60 ? `a value like this` : text;
};

function problemOf({ instancePath, keyword, params, message }: SchemaError, root: unknown): Problem {
  const path = pathOf(instancePath);
  const value = valueAt(root, path);
  switch (keyword) {
    case 'additionalProperties': {
      const word = String(params['additionalProperty']);
      const valid = strings(params['allowedProperties']);
      return { path: [...path, word], atName: true, message: `"${word}" is no word here${suggestion(word, valid)}` };
    }
    case 'enum':
      return {
        path,
        message: `${shown(value)} is not allowed${suggestion(String(value), strings(params['allowedValues']))}`,
      };
    case 'const':
      return { path, message: `must be ${JSON.stringify(params['allowedValue'])}, not ${shown(value)}` };
    case 'required':
      return { path, message: `"${String(params['missingProperty'])}" is missing` };
    case 'type':
      return { path, message: `must be ${strings([params['type']].flat()).join(' or ')}, not ${shown(value)}` };
    case 'false schema':
      return { path, atName: true, message: `"${String(path.at(-1))}" does not go together with the words beside it` };
    case 'pattern': {
      const name = params['propertyName'];
      const like = String(params['pattern']);
      if (typeof name === 'string')
        return { path: [...path, name], atName: true, message: `"${name}" is no name here; names match ${like}` };
      return { path, message: `${shown(value)} must match ${like}` };
    }
    default:
      return { path, message };
  }
}

/** What does not fit a JSON Schema; each place once, because one mistake can break several rules. */
export function schemaProblems(errors: readonly SchemaError[], root: unknown): Problem[] {
  // A word that is missing beside one that is unknown is the same mistake.
  const misspelt = new Set(
    errors.filter(({ keyword }) => keyword === 'additionalProperties').map(({ instancePath }) => instancePath),
  );
  const problems = errors
    .filter(
      ({ keyword, instancePath }) =>
        keyword !== 'propertyNames' && !(keyword === 'required' && misspelt.has(instancePath)),
    )
    .map((error) => problemOf(error, root));
  return problems.filter(
    (problem, at) => problems.findIndex((other) => other.path.join('/') === problem.path.join('/')) === at,
  );
}
