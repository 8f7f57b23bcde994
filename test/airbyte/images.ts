import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { Json } from './types';

/** A stream as `discover` describes it. */
export interface DiscoveredStream {
  name: string;
  json_schema: { properties?: Record<string, unknown> };
  supported_sync_modes: readonly string[];
  source_defined_cursor?: boolean;
  default_cursor_field?: readonly string[];
  source_defined_primary_key?: readonly (readonly string[])[];
}

export interface Specification {
  connectionSpecification: object;
  supported_destination_sync_modes?: readonly string[];
}

/** What an image says when the platform runs it. */
export interface Image {
  spec(): Promise<Specification>;
  /** Only of a source. @throws Error with the connector's own words */
  discover?(configuration: Json): Promise<readonly DiscoveredStream[]>;
}

/** The image behind a repository and a tag; undefined when nothing can be pulled. */
export type Images = (repository: string, tag: string) => Image | undefined;

const run = promisify(execFile);

interface Message {
  type: string;
  spec?: Specification;
  catalog?: { streams: DiscoveredStream[] };
  trace?: { error?: { message: string } };
}

const messagesOf = (stdout: string): Message[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Message);

/** @throws Error with the message of the connector's error TRACE */
async function messages(program: string, args: readonly string[]): Promise<Message[]> {
  try {
    const { stdout } = await run(process.execPath, [program, ...args], { maxBuffer: 2 ** 28 });
    return messagesOf(stdout);
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    const failure = messagesOf(stdout).find(({ trace }) => trace?.error !== undefined);
    throw new Error(failure?.trace?.error?.message ?? 'Something went wrong within the connector', { cause: error });
  }
}

function executable(program: string, isSource: boolean): Image {
  let specification: Promise<Specification> | undefined;
  const readSpecification = async () => {
    const spec = (await messages(program, ['spec'])).find(({ type }) => type === 'SPEC')?.spec;
    if (spec === undefined) throw new Error(`${program} printed no SPEC`);
    return spec;
  };
  const discover = async (configuration: Json) => {
    const folder = await mkdtemp(join(tmpdir(), 'airbyte-'));
    try {
      const config = join(folder, 'config.json');
      await writeFile(config, JSON.stringify(configuration), { mode: 0o600 });
      const found = await messages(program, ['discover', '--config', config]);
      return found.find(({ type }) => type === 'CATALOG')?.catalog?.streams ?? [];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return { spec: () => (specification ??= readSpecification()), ...(isSource ? { discover } : {}) };
}

/** This repository's connectors, run as the platform would run their images. Repository names end in the package's name. */
export function localImages(): Images {
  // From test/airbyte and from test/lib/airbyte alike
  const repository = dirname(dirname(require.resolve('servicetitan-specs/package.json')));
  const images = new Map(
    (['source-servicetitan', 'destination-legacy-ingest'] as const).map((name) => [
      name as string,
      executable(join(repository, name, 'bin', 'main'), name.startsWith('source')),
    ]),
  );
  return (name) => images.get(name.split('/').at(-1) ?? '');
}
