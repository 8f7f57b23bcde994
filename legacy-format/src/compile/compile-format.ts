import { createHash } from 'crypto';

import { formatPath, type Problem } from 'checked-yaml';
import type { FormatDefinition } from 'servicetitan-specs';

import { canonicalJson } from '../canonical-json';
import { FormatError } from '../errors';
import { extendFormat } from '../extend';
import { contextProblems } from '../parse/context-problems';
import { formatProblems } from '../parse/format-problems';
import { resolveFormat, type ResolvedFormat } from '../resolve';
import type { CompiledFormat, FormatContext } from '../types';
import { timeZone } from '../values/time-zone';
import { UNREADABLE } from '../values/unreadable';

import { compileReport } from './report';
import { streamUses } from './stream-uses';

// CONTRACT: the configuration's software defaults to ServiceTitan; a format may name another one as a constant.
const DEFAULT_SOFTWARE = 'ServiceTitan';

/** Text is cut where the file would not hold it, and counted there, instead of later and in silence. */
function limitCells(format: ResolvedFormat, limit = Infinity): ResolvedFormat {
  const maxCellLength = Math.min(format.defaults.maxCellLength, limit);
  return { ...format, defaults: { ...format.defaults, maxCellLength } };
}

/**
 * Turns a format into functions. Throws FormatError when names in it do not fit together, when the time zone is unknown or
 * when a required context value is missing.
 */
export function compileFormat(given: FormatDefinition, context: FormatContext): CompiledFormat {
  const refuse = (problems: readonly Problem[]): void => {
    if (problems.length > 0)
      throw new FormatError(problems.map(({ path, message }) => ({ path: formatPath(path), message })));
  };
  refuse(formatProblems(given));
  const format = extendFormat(given);
  refuse(contextProblems(format, context));

  const definition = limitCells(resolveFormat(format), context.cellLimit);
  const declared = definition.context.software?.const;
  const software = context.software ?? (declared === undefined ? DEFAULT_SOFTWARE : String(declared));
  const full = { ...context, software };
  const zone = timeZone(context.timeZone);
  const enabled = Object.entries(definition.reports).filter(([, report]) => report.enabled);
  const uses = streamUses((stream) => enabled.find(([, { source }]) => source === stream)?.[1].changes?.cursor);
  const reports = enabled.map(([key, report]) =>
    compileReport(key, report, { format: definition, context: full, zone, uses }),
  );
  const projections = uses.projections();

  return {
    definition,
    sha256: createHash('sha256').update(canonicalJson(definition)).digest('hex'),
    context: full,
    streams: uses.streams(),
    indexes: uses.indexes(),
    reports,
    projection: (stream) => {
      const projection = projections.get(stream);
      if (!projection) throw new RangeError(`The format does not use the stream ${stream}.`);
      return projection;
    },
    dateInZone: (instant) => {
      const date = zone.date(instant);
      return date === UNREADABLE ? null : date;
    },
  };
}
