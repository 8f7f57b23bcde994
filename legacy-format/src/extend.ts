import {
  legacyFormats,
  type Column,
  type ColumnChange,
  type Delivery,
  type FormatDefinition,
  type FormatExtension,
  type LegacyFormat,
  type PresetName,
  type Report,
  type ReportChange,
} from 'servicetitan-specs';

/** A format that comes with the product, with nothing left to the one that it extends. */
export function presetFormat(name: PresetName): LegacyFormat {
  return extendFormat(legacyFormats[name]);
}

/** What an extension changes; null for a format that stands alone. */
export const asExtension = (definition: FormatDefinition): FormatExtension | null =>
  definition.extends === undefined ? null : definition;

/**
 * The listed columns in their order, then the base's others switched off: rules, totals and staging may still look at
 * them. A listed column stands at the same place as in the text, so that a mistake in it is found there.
 */
function columns(listed: readonly (string | ColumnChange)[], base: readonly Column[]): Column[] {
  const changed = listed.map((entry) => {
    const change = typeof entry === 'string' ? { name: entry } : entry;
    const column = base.find(({ name }) => name === change.name);
    // Without a column of that name in the base the change says everything; extendProblems sees to that.
    return { ...column, enabled: true, ...change } as Column;
  });
  const rest = base.filter(({ name }) => !changed.some((column) => column.name === name));
  return [...changed, ...rest.map((column) => ({ ...column, enabled: false }))];
}

const report = (change: ReportChange, base: Report | undefined): Report =>
  ({
    ...base,
    ...change,
    columns: change.columns ? columns(change.columns, base?.columns ?? []) : base?.columns,
  }) as Report;

/** Your delivery settings beside those of the base; the upload form is merged field by field. */
export function mergeDelivery(base: Delivery | undefined, own: Delivery | undefined): Delivery {
  const { http: baseForm, ...baseRest } = base ?? {};
  const { http: ownForm, ...ownRest } = own ?? {};
  const fields = { ...baseForm?.fields, ...ownForm?.fields };
  const http = { ...baseForm, ...ownForm, ...(Object.keys(fields).length === 0 ? {} : { fields }) };
  return { ...baseRest, ...ownRest, ...(baseForm || ownForm ? { http } : {}) };
}

/** A definition that stands alone: of one that extends another, the other with the changes made. */
export function extendFormat(definition: FormatDefinition): LegacyFormat {
  const extension = asExtension(definition);
  if (!extension) return definition as LegacyFormat;
  const { extends: name, reports, validation, ...own } = extension;
  const base = presetFormat(name);
  const changes = reports ?? Object.fromEntries(Object.keys(base.reports).map((key) => [key, {}]));
  return {
    ...base,
    ...own,
    defaults: { ...base.defaults, ...own.defaults },
    csv: { ...base.csv, ...own.csv },
    xlsx: { ...base.xlsx, ...own.xlsx },
    naming: { ...base.naming, ...own.naming },
    context: { ...base.context, ...own.context },
    lookups: { ...base.lookups, ...own.lookups },
    reports: Object.fromEntries(
      Object.entries(changes).map(([key, change]) => [key, report(change, base.reports[key])]),
    ),
    validation: {
      ...base.validation,
      ...validation,
      batch: { ...base.validation?.batch, ...validation?.batch },
      rejects: { ...base.validation?.rejects, ...validation?.rejects },
    },
    delivery: mergeDelivery(base.delivery, own.delivery),
  };
}
