/** Input for the destination and what it leaves behind, for suites that drive its executable. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { completeBatches, rowsOf, type Manifest } from './batches';
import { destinationProgram, run, start, temporaryFolder, type Folder, type Outcome } from './connector';

export const example = join(__dirname, '..', 'data', 'worked-example');
export type Records = Record<string, Record<string, unknown>[]>;
export const exampleRecords = (): Records => JSON.parse(readFileSync(join(example, 'records.json'), 'utf8')) as Records;

export const tenantKey = 'DEMO01';
const emittedAt = 1_767_607_200_000;

/** A RECORD line; `data` may be JSON text, for numbers that a JavaScript number cannot hold. */
export function record(stream: string, data: Record<string, unknown> | string, at = emittedAt): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `{"type":"RECORD","record":{"stream":"${stream}","emitted_at":${at},"data":${text}}}`;
}

export function state(stream: string, value: unknown = { complete: true }): string {
  return JSON.stringify({
    type: 'STATE',
    state: { type: 'STREAM', stream: { stream_descriptor: { name: stream }, stream_state: value } },
  });
}

export function complete(stream: string): string {
  return JSON.stringify({
    type: 'TRACE',
    trace: {
      type: 'STREAM_STATUS',
      emitted_at: emittedAt,
      stream_status: { stream_descriptor: { name: stream }, status: 'COMPLETE' },
    },
  });
}

/** All records of each stream and a state that says it is complete. */
export function wholeStreams(records: Records): string[] {
  return Object.entries(records).flatMap(([stream, rows]) => [
    ...rows.map((row) => record(stream, row)),
    state(stream),
  ]);
}

export const lines = (...each: readonly string[]): string => each.map((line) => `${line}\n`).join('');

export type Mode = 'append_dedup' | 'append' | 'overwrite';

export interface CatalogOptions {
  readonly mode?: Mode;
  readonly generation?: number;
  readonly minimumGeneration?: number;
  readonly syncId?: number;
}

export function catalog(streams: readonly string[], options: CatalogOptions = {}): unknown {
  const { mode = 'append_dedup', generation = 1, minimumGeneration = 0, syncId = 12 } = options;
  return {
    streams: streams.map((name) => ({
      stream: { name, json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental'] },
      sync_mode: mode === 'overwrite' ? 'full_refresh' : 'incremental',
      destination_sync_mode: mode,
      primary_key: [['id']],
      generation_id: generation,
      minimum_generation_id: minimumGeneration,
      sync_id: syncId,
    })),
  };
}

/** A folder with a destination's configuration in it. */
export interface Destination {
  readonly folder: Folder;
  /** the configured directory */
  readonly directory: string;
  /** below the tenant's folder */
  path(...names: string[]): string;
  files(name: 'incoming' | 'quarantine' | 'rejected'): string[];
  read(...names: string[]): string;
  batches(): Manifest[];
  rows(batch: Manifest, report: string): Record<string, string>[];
  write(input: string | Buffer, catalog: unknown, config?: Record<string, unknown>): Promise<Outcome>;
  /** The same, but the caller feeds and ends it. */
  startWrite(catalog: unknown, config?: Record<string, unknown>): ReturnType<typeof start>;
  check(config?: Record<string, unknown>): Promise<Outcome>;
  /** The command line of a write. */
  arguments(catalog: unknown, config?: Record<string, unknown>): string[];
}

export function createDestination(folder: Folder = temporaryFolder()): Destination {
  const directory = join(folder.path, 'legacy');
  const path = (...names: string[]): string => join(directory, tenantKey, ...names);
  const configFile = (config: Record<string, unknown>): string =>
    folder.file('config.json', {
      tenant_key: tenantKey,
      time_zone: 'America/Chicago',
      trade: 'plumbing',
      delivery: { kind: 'files', directory, file_type: 'csv' },
      ...config,
    });
  const writeArgs = (catalogValue: unknown, config: Record<string, unknown>): string[] => [
    'write',
    '--config',
    configFile(config),
    '--catalog',
    folder.file('catalog.txt', JSON.stringify(catalogValue)),
  ];
  return {
    folder,
    directory,
    path,
    files: (name) => (existsSync(path(name)) ? readdirSync(path(name)).sort() : []),
    read: (...names) => readFileSync(path(...names), 'utf8'),
    batches: () => completeBatches(directory, tenantKey),
    rows: (batch, report) => rowsOf(directory, tenantKey, batch, report),
    arguments: (catalogValue, config = {}) => writeArgs(catalogValue, config),
    write: (input, catalogValue, config = {}) => run(destinationProgram, writeArgs(catalogValue, config), { input }),
    startWrite: (catalogValue, config = {}) => start(destinationProgram, writeArgs(catalogValue, config)),
    check: (config = {}) => run(destinationProgram, ['check', '--config', configFile(config)]),
  };
}

/** The states that were acknowledged, as they were printed. */
export const acknowledged = ({ stdout }: Outcome): string[] =>
  stdout.split('\n').filter((line) => line.startsWith('{"type":"STATE"'));

/** Failure type and message of the error that ended a run. */
export function failure(outcome: Outcome): { type: string | undefined; message: string } | undefined {
  const error = outcome.messages.find(({ trace }) => trace?.type === 'ERROR')?.trace?.error;
  return error && { type: error.failure_type, message: error.message };
}
