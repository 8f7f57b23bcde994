/** A sync in this process: messages in, what was acknowledged, logged and thrown out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ConfiguredCatalog, InputMessage, StateInput } from 'airbyte-runtime';

import type { DestinationConfig } from '../../src/config';
import { nodeDisk, type Disk } from '../../src/disk/disk';
import { write, type Ports } from '../../src/write';

export interface StateStats {
  readonly recordCount: number;
  readonly rejectedRecordCount?: number;
}

export interface Outcome {
  readonly acknowledged: string[];
  /** of each acknowledged state */
  readonly stats: StateStats[];
  readonly logged: string[];
  readonly error: (Error & { failureType?: string }) | undefined;
}

export interface Tenant {
  readonly directory: string;
  path(...names: string[]): string;
  sync(messages: readonly InputMessage[], options?: SyncOptions): Promise<Outcome>;
  remove(): void;
}

export type Mode = 'append' | 'append_dedup' | 'overwrite';

export interface SyncOptions {
  readonly streams?: readonly string[];
  readonly mode?: Mode;
  /** of single streams */
  readonly modes?: Readonly<Record<string, Mode>>;
  readonly minimumGeneration?: number;
  readonly generation?: number;
  readonly disk?: Disk;
  /** epoch milliseconds */
  readonly now?: number;
  readonly config?: Partial<DestinationConfig>;
  readonly every?: Ports['every'];
  /** instead of the messages, as they come in time */
  readonly input?: AsyncIterable<InputMessage[]>;
  /** where acknowledged states are put as they come */
  readonly acknowledged?: string[];
}

export const people = {
  format: 'servicetitan-legacy-reports',
  version: 1,
  reports: {
    people: {
      title: 'People',
      source: 'people',
      key: ['id'],
      mode: 'snapshot',
      columns: [
        { name: 'id', header: 'ID', from: 'id', type: 'id' },
        { name: 'name', header: 'Name', from: 'name', type: 'text', required: true },
      ],
    },
    bills: {
      title: 'Bills',
      source: 'bills',
      key: ['id'],
      mode: 'changes',
      changes: { resend: 'if-content-changed' },
      columns: [
        { name: 'id', header: 'ID', from: 'id', type: 'id' },
        { name: 'total', header: 'Total', from: 'total', type: 'money' },
      ],
    },
  },
};

export function record(stream: string, data: Record<string, unknown>, emittedAt = 1): InputMessage {
  const line = JSON.stringify({ type: 'RECORD', record: { stream, emitted_at: emittedAt, data } });
  return { type: 'RECORD', stream: { name: stream }, emittedAt, data, line, bytes: Buffer.from(line) };
}

export function state(stream: string, complete = true): StateInput {
  const line = JSON.stringify({
    type: 'STATE',
    state: { type: 'STREAM', stream: { stream_descriptor: { name: stream }, stream_state: { complete } } },
  });
  return { type: 'STATE', line, global: false, stream: { name: stream }, state: { complete } };
}

export const person = (id: number, name = `Person ${id}`, modifiedOn = '2026-01-01T00:00:00Z'): InputMessage =>
  record('people', { id, name, modifiedOn });
export const bill = (id: number, total = '1.00', modifiedOn = '2026-01-01T00:00:00Z'): InputMessage =>
  record('bills', { id, total, modifiedOn });
export const bothStates = [state('people'), state('bills')];

export function catalogOf({
  streams = ['people', 'bills'],
  mode = 'append_dedup',
  modes = {},
  generation,
  minimumGeneration,
}: SyncOptions): ConfiguredCatalog {
  return {
    streams: streams.map((name) => ({
      stream: { name, json_schema: {}, supported_sync_modes: ['incremental'] },
      sync_mode: 'incremental',
      destination_sync_mode: modes[name] ?? mode,
      ...(generation === undefined ? {} : { generation_id: generation }),
      ...(minimumGeneration === undefined ? {} : { minimum_generation_id: minimumGeneration }),
    })),
  };
}

async function* batches(messages: readonly InputMessage[]): AsyncGenerator<InputMessage[]> {
  for (let at = 0; at < messages.length; at += 50) yield await Promise.resolve(messages.slice(at, at + 50));
}

export function createTenant(): Tenant {
  const directory = mkdtempSync(join(tmpdir(), 'destination-'));
  return {
    directory,
    path: (...names) => join(directory, 'T1', ...names),
    async sync(messages, options = {}) {
      const acknowledged = options.acknowledged ?? [];
      const stats: StateStats[] = [];
      const logged: string[] = [];
      const log = (message: string): void => {
        logged.push(message);
      };
      const config: DestinationConfig = {
        tenant_key: 'T1',
        time_zone: 'America/Chicago',
        format: { kind: 'custom', definition: JSON.stringify(people) },
        delivery: { kind: 'files', directory },
        ...options.config,
      };
      try {
        await write(
          config,
          catalogOf(options),
          options.input ?? batches(messages),
          {
            acknowledge(acked, counted) {
              acknowledged.push(acked.line);
              stats.push(counted);
            },
          },
          { log: { debug: log, info: log, warn: log, error: log }, secrets: { add: () => undefined } },
          {
            disk: options.disk ?? nodeDisk,
            now: () => options.now ?? Date.UTC(2026, 0, 10),
            sleep: () => Promise.resolve(),
            every: options.every ?? (() => () => undefined),
          },
        );
        return { acknowledged, stats, logged, error: undefined };
      } catch (error) {
        return { acknowledged, stats, logged, error: error as Error };
      }
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
