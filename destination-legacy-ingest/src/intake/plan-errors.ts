import { operatorError } from 'airbyte-runtime';
import type { CompiledReport, StreamUse } from 'legacy-format';

/* Why a catalog cannot be used, in words for whoever set the connection up. */

function refuse(message: string): Error {
  return operatorError({ failureType: 'config', message });
}

export function duplicateStream(name: string): Error {
  return refuse(
    `The connection selects stream ${name} in two namespaces. The report format cannot tell them apart: select it once.`,
  );
}

export function unsupportedMode(name: string, mode: string): Error {
  return refuse(
    `Stream ${name} is set to the sync mode ${mode}, which this destination cannot do: choose overwrite, append or append + deduped.`,
  );
}

export function nothingToRender(reports: readonly CompiledReport[]): Error {
  const wanted = reports.map(({ title, source }) => `${source} for ${title}`).join(', ');
  return refuse(
    `No report can be made from the selected streams. Select the stream of at least one report in the connection: ${wanted}.`,
  );
}

export function missingLookups(needed: readonly StreamUse[], reports: readonly CompiledReport[]): Error {
  const title = (key: string): string => reports.find((report) => report.key === key)?.title ?? key;
  const lines = needed.map(({ stream, neededBy }) => {
    const columns = neededBy.map(({ report, column }) => `${column ?? ''} (${title(report)})`);
    return `stream ${stream} for ${[...new Set(columns)].join(', ')}`;
  });
  return refuse(
    `Columns of the reports need streams that the connection does not select: ${lines.join('; ')}. Select these streams, or disable the columns in the format.`,
  );
}

/** Without a workspace that stays, changes have nothing to be merged into. */
export function changesOnly(streams: readonly string[]): Error {
  return refuse(
    `The reports need every row of ${streams.join(', ')}, but the connection sends only what changed and no workspace keeps the rest. Set these streams to Full refresh | Overwrite in the connection, or configure a workspace in the destination.`,
  );
}
