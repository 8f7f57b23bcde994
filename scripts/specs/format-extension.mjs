// A format that extends a preset has the words of the format schema, but need not say again what the preset says.

/** The JSON Schema of an extension, derived from the one of a format that stands alone. */
export function extensionSchema(schema, presets) {
  const extension = JSON.parse(JSON.stringify(schema));
  const { Report, Column } = extension.definitions;
  extension.properties.extends = { type: 'string', enum: presets };
  extension.required = schema.required.filter((word) => word !== 'reports');
  Column.required = ['name'];
  delete Report.required;
  Report.properties.columns.items = {
    type: ['string', 'object'],
    if: { type: 'object' },
    then: { $ref: '#/definitions/Column' },
  };
  return extension;
}

export const extensionDeclarations = (presets) => `
/** A format that comes with the product. */
export type PresetName = ${presets.map((name) => `'${name}'`).join(' | ')};
/** A column of the base with changes; one that the base does not have says everything that a Column must. */
export type ColumnChange = Pick<Column, 'name'> & Partial<Column>;
/** What an extension says of a report; a text among the columns is the base's column as it is. */
export type ReportChange = Partial<Omit<Report, 'columns'>> & { columns?: (string | ColumnChange)[] };
/** A format that says only how it differs from one that comes with the product. */
export interface FormatExtension extends Omit<LegacyFormat, 'extends' | 'reports'> {
  extends: PresetName;
  /** Without it all reports of the base as they are; otherwise the named ones. */
  reports?: { [key: string]: ReportChange };
}
/** A format as somebody wrote it. */
export type FormatDefinition = LegacyFormat | FormatExtension;
`;
