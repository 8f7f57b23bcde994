import { nearestWord } from 'checked-yaml';
import { CommandError } from 'command-line';
import { compileFormat, parseFormat } from 'legacy-format';
import { legacyFormats, streams as catalog } from 'servicetitan-specs';

import type { Configuration, StreamChoice } from '../airbyte/types';

import type { SyncMode } from './schema';

interface FormatChoice {
  readonly kind?: unknown;
  readonly preset?: unknown;
  readonly definition?: unknown;
}

/** Names of the streams that the reports of a destination's configuration are made from. */
function streamsOfFormat(destination: Configuration): string[] {
  const chosen = (destination['format'] ?? {}) as FormatChoice;
  const preset = (chosen.preset ?? 'servicetitan-reports') as keyof typeof legacyFormats;
  const definition = chosen.kind === 'custom' ? parseFormat(String(chosen.definition)) : legacyFormats[preset];
  const { tenant_key: tenantKey, time_zone: timeZone, trade, import_id: importId } = destination;
  const format = compileFormat(definition, {
    tenantKey: String(tenantKey),
    timeZone: String(timeZone),
    ...(typeof trade === 'string' && { trade }),
    ...(typeof importId === 'number' && { importId }),
  });
  return format.streams.map(({ stream }) => stream);
}

/**
 * What a tenant's connection syncs: the streams it names, or those that its format needs. They are read whole, unless the
 * destination has a workspace, in which changes are merged with what earlier syncs brought; files in a folder bring their own.
 * @throws CommandError for a stream that the source does not have, FormatError for a format with mistakes
 */
export function chooseStreams(
  key: string,
  named: Readonly<Record<string, SyncMode>> | undefined,
  destination: Configuration,
): StreamChoice[] {
  const known = new Map(catalog.map((stream) => [stream.name, stream]));
  if (named !== undefined) {
    for (const name of Object.keys(named)) {
      if (known.has(name) || name.startsWith('report_')) continue;
      const near = nearestWord(name, [...known.keys()]);
      throw new CommandError(`${key}: there is no stream "${name}"${near === null ? '' : `; did you mean "${near}"?`}`);
    }
    return Object.entries(named).map(([name, syncMode]) => ({ name, syncMode }));
  }
  const { kind } = (destination['delivery'] ?? {}) as { kind?: unknown };
  const merges = destination['workspace'] !== undefined || kind === 'files';
  return streamsOfFormat(destination).map((name) => {
    const incremental = merges && typeof known.get(name)?.cursor === 'string';
    return { name, syncMode: incremental ? 'incremental_deduped_history' : 'full_refresh_overwrite' };
  });
}
