import { nearestWord } from 'checked-yaml';
import type { Problem } from 'checked-yaml';
import type { Column, ColumnChange, FormatDefinition, Report, ReportChange } from 'servicetitan-specs';

import { asExtension, presetFormat } from '../extend';

type Path = readonly (string | number)[];

const COLUMN_WORDS = ['header', 'from', 'type'] as const;
const REPORT_WORDS = ['title', 'source', 'key', 'mode', 'columns'] as const;

/** Says that a name is not the base's, and either the one that was probably meant or what a new one needs. */
function unknown(kind: string, name: string, known: readonly string[], preset: string, missing: readonly string[]) {
  const near = nearestWord(name, known);
  const more = near === null ? `a ${kind} of your own also says ${missing.join(', ')}` : `did you mean "${near}"?`;
  return `${preset} has no ${kind} "${name}" here; ${more}`;
}

function columnProblems(entry: string | ColumnChange, path: Path, base: readonly Column[], preset: string): Problem[] {
  const change: ColumnChange = typeof entry === 'string' ? { name: entry } : entry;
  const names = base.map(({ name }) => name);
  const missing = names.includes(change.name) ? [] : COLUMN_WORDS.filter((word) => !(word in change));
  if (missing.length === 0) return [];
  const message = unknown('column', change.name, names, preset, missing);
  return [{ path: typeof entry === 'string' ? path : [...path, 'name'], message }];
}

/** Reports and columns that an extension names but neither its base nor itself declares. */
export function extendProblems(definition: FormatDefinition): Problem[] {
  const extension = asExtension(definition);
  if (!extension) return [];
  const preset = extension.extends;
  const base = presetFormat(preset);
  const ofReport = (key: string, change: ReportChange, known: Report | undefined): Problem[] => {
    const path = ['reports', key];
    const missing = known ? [] : REPORT_WORDS.filter((word) => !(word in change));
    if (missing.length > 0)
      return [{ path, atName: true, message: unknown('report', key, Object.keys(base.reports), preset, missing) }];
    return (change.columns ?? []).flatMap((entry, at) =>
      columnProblems(entry, [...path, 'columns', at], known?.columns ?? [], preset),
    );
  };
  return Object.entries(extension.reports ?? {}).flatMap(([key, change]) => ofReport(key, change, base.reports[key]));
}
