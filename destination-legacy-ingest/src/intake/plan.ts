import { streamId, type ConfiguredCatalog, type ConfiguredStream, type StreamKey } from 'airbyte-runtime';
import type { CompiledFormat, CompiledReport, StreamUse } from 'legacy-format';

import type { Keeping } from '../spool/spool';

import { changesOnly, duplicateStream, missingLookups, nothingToRender, unsupportedMode } from './plan-errors';

/** What happens to a stream of the catalog. */
export interface StreamPlan {
  readonly key: StreamKey;
  readonly id: string;
  /** the sync brings all rows, and those of earlier syncs go (AIRBYTE-FACTS: overwrite, or a refresh that removes) */
  readonly truncating: boolean;
  /** null when the platform sends none */
  readonly generation: number | null;
  /** undefined: no report needs the stream, so its records are only counted */
  readonly keeping: Keeping | undefined;
}

export interface SyncPlan {
  readonly streams: ReadonlyMap<string, StreamPlan>;
  /** those whose source is in the catalog */
  readonly reports: readonly CompiledReport[];
  /** id of the stream that the format calls by this name */
  readonly idOf: ReadonlyMap<string, string>;
  /** what the operator should know beforehand */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** the platform's number of this sync; null when it sends none */
  readonly syncId: number | null;
  /** why the reports cannot be made from this catalog; a catalog that clears streams may have such a reason */
  readonly obstacle: Error | undefined;
}

function isTruncating({
  destination_sync_mode: mode,
  generation_id: generation,
  minimum_generation_id: minimum,
}: ConfiguredStream): boolean {
  return mode === 'overwrite' || (minimum !== undefined && minimum > 0 && minimum === generation);
}

/** Streams by name; a format knows no namespaces. */
function byName(catalog: ConfiguredCatalog): Map<string, ConfiguredStream> {
  const found = new Map<string, ConfiguredStream>();
  for (const configured of catalog.streams) {
    const { name } = configured.stream;
    if (found.has(name)) throw duplicateStream(name);
    found.set(name, configured);
  }
  return found;
}

/** Whether the given reports need every row of a stream, not only those that changed: a full list or a joined column does. */
function isNeededWhole({ stream, neededBy }: StreamUse, reports: readonly CompiledReport[]): boolean {
  const joined = neededBy.some(({ report, column }) => column !== null && reports.some(({ key }) => key === report));
  return joined || reports.some(({ source, mode }) => source === stream && mode === 'snapshot');
}

/** Streams that changes alone are not enough of: without a workspace each sync must bring all of them. */
export function streamsNeededWhole(format: CompiledFormat): string[] {
  return format.streams.filter((use) => isNeededWhole(use, format.reports)).map(({ stream }) => stream);
}

function keepingOf(
  format: CompiledFormat,
  reports: readonly CompiledReport[],
  configured: ConfiguredStream,
  persistent: boolean,
): Keeping | undefined {
  const use = format.streams.find(({ stream }) => stream === configured.stream.name);
  if (!use?.neededBy.some(({ report }) => reports.some(({ key }) => key === report))) return undefined;
  if (!isNeededWhole(use, reports)) return persistent && !isTruncating(configured) ? 'until_delivered' : 'this_sync';
  return isTruncating(configured) ? 'replaced' : 'merged';
}

/** Streams that columns of the given reports need and the catalog lacks. */
function missing(format: CompiledFormat, reports: readonly CompiledReport[], present: ReadonlyMap<string, unknown>) {
  return format.streams
    .filter(({ stream }) => !present.has(stream))
    .map((use) => ({
      ...use,
      neededBy: use.neededBy.filter(
        ({ report, column }) => column !== null && reports.some(({ key }) => key === report),
      ),
    }))
    .filter(({ neededBy }) => neededBy.length > 0);
}

/**
 * Decides from the catalog and the format what to do with each stream and which reports to make.
 * @throws a config error for a catalog that no sync and no clearing can use
 */
export function planSync(
  format: CompiledFormat,
  catalog: ConfiguredCatalog,
  { persistent }: { readonly persistent: boolean },
): SyncPlan {
  const present = byName(catalog);
  for (const { stream, destination_sync_mode: mode } of catalog.streams)
    if (mode === 'update' || mode === 'soft_delete') throw unsupportedMode(stream.name, mode);

  const reports = format.reports.filter(({ source }) => present.has(source));
  const absent = missing(format, reports, present);
  const needed = absent.filter(({ optional }) => !optional);
  const unkept = persistent
    ? []
    : catalog.streams.filter(
        (configured) =>
          configured.sync_mode === 'incremental' && keepingOf(format, reports, configured, persistent) === 'merged',
      );
  const obstacle =
    reports.length === 0
      ? nothingToRender(format.reports)
      : needed.length > 0
        ? missingLookups(needed, format.reports)
        : unkept.length > 0
          ? changesOnly(unkept.map(({ stream }) => stream.name))
          : undefined;

  const streams = catalog.streams.map((configured): StreamPlan => ({
    key:
      configured.stream.namespace === undefined
        ? { name: configured.stream.name }
        : { name: configured.stream.name, namespace: configured.stream.namespace },
    id: streamId(configured.stream),
    truncating: isTruncating(configured),
    generation: configured.generation_id ?? null,
    keeping: keepingOf(format, reports, configured, persistent),
  }));
  // a stream that is cleared alone is needed by no report of this catalog, but its rows are to go all the same
  const planned = streams.map((stream) =>
    stream.keeping === undefined && stream.truncating && obstacle !== undefined
      ? { ...stream, keeping: 'replaced' as const }
      : stream,
  );
  const plan: SyncPlan = {
    streams: new Map(planned.map((stream) => [stream.id, stream])),
    reports,
    idOf: new Map(planned.map(({ key, id }) => [key.name, id])),
    warnings: absent
      .filter(({ optional }) => optional)
      .map(({ stream, neededBy }) => `Stream ${stream} is not selected: ${columnsOf(neededBy)} stay empty.`),
    notes: [
      ...format.reports
        .filter((report) => !reports.includes(report))
        .map(({ title, source }) => `Report ${title} is not made: its stream ${source} is not selected.`),
      ...planned
        .filter(({ keeping }) => keeping === undefined)
        .map(({ key }) => `No report needs stream ${key.name}: its records are counted and dropped.`),
    ],
    syncId: catalog.streams.find(({ sync_id: id }) => id !== undefined)?.sync_id ?? null,
    obstacle,
  };
  if (obstacle !== undefined && !planned.every(({ truncating }) => truncating)) throw obstacle;
  return plan;
}

function columnsOf(neededBy: readonly { readonly report: string; readonly column: string | null }[]): string {
  return neededBy.map(({ report, column }) => `column ${column ?? ''} of report ${report}`).join(', ');
}
