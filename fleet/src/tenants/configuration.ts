import { formatPath, schemaError, schemaProblems } from 'checked-yaml';
import { CommandError } from 'command-line';

import type { Configuration } from '../airbyte/types';

import type { ConnectorSpec } from './connector-specs';
import { isReference, resolveAll, type SecretPlaces } from './secrets';

// Airbyte keeps the tenant id with the secrets, but it is printed on every invoice: it may stand in the file.
const openSecrets = ['tenant_id'];

function valueAt(configuration: Configuration, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], configuration);
}

/**
 * A configuration as the connector takes it, with every reference resolved.
 * @param written as in the file, references and all
 * @param whose for messages: "acme: source"
 * @throws CommandError for a secret that stands in the file, and for what the connector's own form would refuse
 */
export function completeConfiguration(
  written: Configuration,
  whose: string,
  spec: ConnectorSpec,
  places: SecretPlaces,
): Configuration {
  for (const path of spec.secrets) {
    const value = valueAt(written, path);
    if (value === undefined || isReference(value) || openSecrets.includes(path)) continue;
    throw new CommandError(
      `${whose}: ${path} is a secret and must not be in the file. Write { env: NAME } or { file: path } instead, and change the secret: it has been in a file.`,
    );
  }
  const configuration = resolveAll(written, whose, places) as Configuration;
  if (spec.validate(configuration)) return configuration;
  const problems = schemaProblems((spec.validate.errors ?? []).map(schemaError), configuration)
    // A value that breaks a rule is not shown where it may be a secret.
    .map(({ path, message }) => [formatPath(path), message] as const)
    .map(
      ([path, message]) =>
        `${path || 'it'}: ${spec.secrets.includes(path) ? 'the secret has not the form it should have' : message}`,
    );
  throw new CommandError(`${whose} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}
