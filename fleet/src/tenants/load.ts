import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import Ajv from 'ajv';
import { readYaml, schemaError, schemaProblems, type LocatedProblem } from 'checked-yaml';
import { CommandError, fileProblem } from 'command-line';

import { scheduleMistake } from '../schedule/mistake';

import { Fleet, type FleetFile } from './schema';
import type { SecretPlaces } from './secrets';

/** The file as it was written, checked but for the secrets it refers to. */
export interface LoadedFleet {
  readonly file: FleetFile;
  readonly places: SecretPlaces;
}

const sentence = ({ line, column, path, message }: LocatedProblem): string =>
  `  line ${line ?? 1}, column ${column ?? 1} (${path}): ${message}`;

// A fleet of hundreds may say what it has in common with an alias in each tenant.
const maxAliases = 10_000;

type Path = (string | number)[];

/** Mistakes that no JSON Schema tells: the same key twice, schedules whose words do not go together. */
function meaningProblems({ tenants, defaults }: FleetFile): { path: Path; message: string }[] {
  const keys = new Map<string, number>();
  const twice = tenants.flatMap(({ key }, at) => {
    // A folder of that name is made by the destination, and some file systems do not tell ACME from acme.
    const first = keys.get(key.toLowerCase());
    keys.set(key.toLowerCase(), first ?? at);
    if (first === undefined) return [];
    return [{ path: ['tenants', at, 'key'] as Path, message: `"${key}" is already the key of tenant ${first + 1}` }];
  });
  const schedules = [
    { path: ['defaults', 'schedule'] as Path, schedule: defaults?.schedule },
    ...tenants.map(({ schedule }, at) => ({ path: ['tenants', at, 'schedule'] as Path, schedule })),
  ].flatMap(({ path, schedule }) => {
    const message = schedule === undefined ? null : scheduleMistake(schedule);
    return message === null ? [] : [{ path, message }];
  });
  return [...twice, ...schedules];
}

/**
 * Reads `tenants.yaml`.
 * @throws CommandError with line, column and the nearest valid word of each mistake
 */
export function loadFleet(path: string, environment: NodeJS.ProcessEnv): LoadedFleet {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { message } = fileProblem(path, error);
    throw new CommandError(
      `${message}. Name another one with --file; tenants.example.yaml of this package shows what is in it.`,
    );
  }
  const { value, broken, locate } = readYaml(text, { maxAliases });
  const refuse = (problems: readonly LocatedProblem[]): void => {
    if (problems.length === 0) return;
    throw new CommandError(`${path} cannot be used:\n${problems.map(sentence).join('\n')}`);
  };
  refuse(broken === null ? [] : [broken]);
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true }).compile<FleetFile>(Fleet);
  if (!validate(value)) refuse(schemaProblems((validate.errors ?? []).map(schemaError), value).map(locate));
  const file = value as FleetFile;
  refuse(meaningProblems(file).map(locate));
  return { file, places: { environment, folder: dirname(path), known: new Set() } };
}
