import type { Problem } from 'checked-yaml';
import type { LegacyFormat } from 'servicetitan-specs';

import type { FormatContext } from '../types';
import { timeZone } from '../values/time-zone';

const PLACEHOLDER = '${connection.timeZone}';

function zoneProblems({ defaults }: LegacyFormat, context: FormatContext): Problem[] {
  const pinned = defaults?.timeZone ?? PLACEHOLDER;
  if (pinned !== PLACEHOLDER && pinned !== context.timeZone)
    return [
      {
        path: ['defaults', 'timeZone'],
        message: `the format says ${pinned} and the configuration ${context.timeZone}; write ${PLACEHOLDER} in the format`,
      },
    ];
  try {
    timeZone(context.timeZone);
    return [];
  } catch {
    return [
      {
        path: ['defaults', 'timeZone'],
        message: `"${context.timeZone}" is no time zone; it is an IANA name such as America/Chicago`,
      },
    ];
  }
}

/** What a definition and the connection it is used with do not agree on. */
export function contextProblems(format: LegacyFormat, context: FormatContext): Problem[] {
  const given: Readonly<Record<string, unknown>> = {
    'connection.tenantKey': context.tenantKey,
    'connection.trade': context.trade,
    'batch.legacyImportId': context.importId,
  };
  const missing = Object.entries(format.context ?? {})
    .filter(([, { from, required }]) => required && from !== undefined && from in given && (given[from] ?? '') === '')
    .map(([name]) => ({
      path: ['context', name],
      message: `the configuration gives no ${name}, which the format requires`,
    }));
  return [...zoneProblems(format, context), ...missing];
}
