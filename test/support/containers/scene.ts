/** A simulated tenant and a folder for its files, synced by containers. */
import { startSimulator, type Simulator, type Tenant } from '../../simulator';
import { completeBatches, rowsOf, type Manifest } from '../batches';
import { temporaryFolder, type Folder } from '../connector';
import { syncOnce, type PipelineOutcome } from '../pipeline';
import { stateFile } from '../protocol';
import { sourceConfig } from '../source';

import type { Engine } from './engine';
import { containerProgram, type RunOptions } from './images';

const tenantKey = 'acme';

export interface Scene {
  readonly folder: Folder;
  readonly simulator: Simulator;
  readonly tenant: Tenant;
  /** The files of the two configurations. */
  sourceFile(more?: Record<string, unknown>): string;
  destinationFile(): string;
  /** `read | write` in two containers, from where the last one ended. */
  sync(catalog: unknown, options?: RunOptions, more?: Record<string, unknown>): Promise<PipelineOutcome>;
  batches(): Manifest[];
  /** A column of a report over some batches. */
  column(report: string, name: string, batches: readonly Manifest[]): string[];
  close(): Promise<void>;
}

export async function openScene(
  engine: Engine,
  sizes: Readonly<Record<string, number>>,
  exportBatchSize = 50,
): Promise<Scene> {
  const folder = temporaryFolder();
  const simulator = await startSimulator({ tenants: [{ seed: 21, sizes }], switches: { exportBatchSize } });
  const [tenant] = simulator.tenants as [Tenant];
  const directory = `${folder.path}/legacy`;
  const limits = { max_reject_rate: 0.5, max_reject_rows: 100_000, min_rows_vs_previous: 0.5 };
  const delivery = { kind: 'files', directory, file_type: 'csv' };
  const destinationConfig = { tenant_key: tenantKey, time_zone: 'America/Chicago', delivery, limits };
  let states: unknown[] = [];
  return {
    folder,
    simulator,
    tenant,
    sourceFile: (more) => folder.file('source.json', sourceConfig(simulator, tenant, more)),
    destinationFile: () => folder.file('destination.json', destinationConfig),
    async sync(catalog, options, more) {
      const outcome = await syncOnce(
        folder,
        { sourceConfig: sourceConfig(simulator, tenant, more), destinationConfig, catalog, state: states },
        () => undefined,
        {
          source: containerProgram(engine, 'source-servicetitan', folder, options),
          destination: containerProgram(engine, 'destination-legacy-ingest', folder, options),
        },
      );
      states = stateFile(outcome.destination.messages, states);
      return outcome;
    },
    batches: () => completeBatches(directory, tenantKey),
    column: (report, name, batches) =>
      batches.flatMap((batch) => rowsOf(directory, tenantKey, batch, report).map((row) => row[name] ?? '')),
    async close() {
      await simulator.close();
      folder.remove();
    },
  };
}
