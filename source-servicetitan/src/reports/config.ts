import { isJsonObject, operatorError, type JsonObject, type JsonValue } from 'airbyte-runtime';

/** One entry of `reports` in the configuration, as `resources/spec.json` describes it. */
export interface ReportConfig {
  /** the operator's name for the stream: `report_<name in snake case>` */
  readonly name: string;
  /** id (slug) or display name of the category */
  readonly category: string;
  readonly report_id: number;
  readonly parameters?: readonly { readonly name: string; readonly value: string }[];
  /** makes the report be run day by day: a Date parameter, or two of them separated by a comma */
  readonly date_parameter?: string;
  /** YYYY-MM-DD: the first day of a day-by-day report */
  readonly start_date?: string;
  /** how many of the days read before a new sync reads again */
  readonly lookback_days?: number;
}

/** The members of the source's configuration that concern reports. */
export interface WithReports {
  readonly reports?: readonly ReportConfig[];
  readonly start_date?: string;
}

/** A parameter's value is text in the form; whoever writes JSON by hand may write it as what it is. */
function asText(value: JsonValue): JsonValue {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? JSON.stringify(value) : value;
}

function tidyParameter(parameter: JsonValue): JsonValue {
  if (!isJsonObject(parameter)) return parameter;
  const { name, value } = parameter;
  return {
    ...parameter,
    ...(typeof name === 'string' ? { name: name.trim() } : {}),
    ...(value === undefined ? {} : { value: asText(value) }),
  };
}

function tidyReport(report: JsonValue): JsonValue {
  if (!isJsonObject(report)) return report;
  const tidied: JsonObject = Object.fromEntries(
    Object.entries(report)
      .map(([field, value]) => [field, typeof value === 'string' ? value.trim() : value] as const)
      .filter(([, value]) => value !== ''),
  );
  const { report_id: id, parameters } = tidied;
  return {
    ...tidied,
    ...(typeof id === 'string' && /^\d{1,15}$/.test(id) ? { report_id: Number(id) } : {}),
    ...(Array.isArray(parameters) ? { parameters: (parameters as readonly JsonValue[]).map(tidyParameter) } : {}),
  };
}

/** Tidies what people type into the reports of the configuration, before it is checked against the spec. */
export function normaliseReports(reports: JsonValue): JsonValue {
  return Array.isArray(reports) ? (reports as readonly JsonValue[]).map(tidyReport) : reports;
}

/** "Invoice Detail by Date" -> "invoice_detail_by_date" */
function snakeCase(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

export function reportStreamName(report: Pick<ReportConfig, 'name'>): string {
  return `report_${snakeCase(report.name)}`;
}

/** @throws a config error when two reports would be one stream, or a name has no letter or digit to name a stream with */
export function requireDistinctNames(reports: readonly ReportConfig[]): void {
  const byStream = new Map<string, string>();
  for (const { name } of reports) {
    const stream = reportStreamName({ name });
    const other = byStream.get(stream);
    const problem =
      snakeCase(name) === ''
        ? `The report name "${name}" has no letter or digit from A to Z or 0 to 9, so it names no stream.`
        : other === undefined
          ? null
          : `The reports "${other}" and "${name}" would both be the stream ${stream}.`;
    if (problem !== null)
      throw operatorError({
        failureType: 'config',
        message: `${problem} Give each entry of Saved Reports a name of its own in the source's settings.`,
      });
    byStream.set(stream, name);
  }
}
