import { extendFormat, parseFormat, type LegacyFormat } from 'legacy-format';
import { legacyFormats, type PresetName } from 'servicetitan-specs';

/** The value of Format that stands for a definition of one's own. */
export const ownDefinition = 'custom';

export const formatNames: readonly string[] = [...Object.keys(legacyFormats), ownDefinition];

export const isFormat = (name: string): boolean => formatNames.includes(name);

/**
 * The format of a preset, or of a definition as YAML or JSON text, standing alone.
 * @throws FormatError with line, column and the nearest word of each mistake
 */
export function definitionOf(format: string, text: string): LegacyFormat {
  return format === ownDefinition ? parseFormat(text) : extendFormat(legacyFormats[format as PresetName]);
}

/** The reports of a format that are switched on, by key and title. */
export function reportsOf({ reports }: LegacyFormat): { readonly key: string; readonly title: string }[] {
  return Object.entries(reports)
    .filter(([, { enabled }]) => enabled !== false)
    .map(([key, { title }]) => ({ key, title }));
}

/** The same format with one report only, so that nothing is read that this one does not need. */
export function withOnly(format: LegacyFormat, report: string): LegacyFormat {
  const reports = Object.entries(format.reports).map(
    ([key, each]) => [key, { ...each, enabled: key === report }] as const,
  );
  return { ...format, reports: Object.fromEntries(reports) };
}
