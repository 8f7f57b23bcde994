import type { AirbyteStream, Context, StreamEvent } from 'airbyte-runtime';
import {
  addDays,
  createReportApi,
  runReport,
  type ReportRun,
  type RunPace,
  type ServiceTitanClient,
} from 'servicetitan-client';

import { dayMember, isDated } from './columns';
import { reportStreamName, type ReportConfig } from './config';
import { lastWholeDay } from './days';
import { findReport } from './find';
import { rowsPerEvent } from './limits';
import { reportWords } from './messages';
import { firstDay, type ReportPosition } from './position';
import { recordShape, type RecordShape } from './records';
import { requireRunnable } from './runnable';

export interface ReportRead {
  readonly client: ServiceTitanClient;
  readonly report: ReportConfig;
  readonly mode: 'full_refresh' | 'incremental';
  /** null: from the first day */
  readonly position: ReportPosition | null;
  /** the connection's start date, the first day of a report that has none of its own */
  readonly startDate: string | undefined;
  /** the schema of the configured catalog */
  readonly schema: AirbyteStream['json_schema'];
  /** as JSON text */
  readonly tenantId: string;
  readonly log: Context['log'];
  readonly pace: RunPace;
  /** epoch ms */
  readonly now: () => number;
}

function columnsOf({ properties }: AirbyteStream['json_schema']): string[] {
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return names.filter((name) => name !== dayMember && name !== 'tenantId');
}

/** Says once per stream which columns came and went since the schema was discovered. */
function createDriftWarning(stream: string, log: Context['log']): (shape: RecordShape) => void {
  let said = '';
  return ({ missing, added }) => {
    const drift = [
      ...(missing.length > 0 ? [`without ${missing.join(', ')} (null in its records)`] : []),
      ...(added.length > 0 ? [`with ${added.join(', ')} (in its records, not in the catalog)`] : []),
    ].join(' and ');
    if (drift === '' || drift === said) return;
    said = drift;
    log.warn(`Stream ${stream}: the report comes ${drift}. Refresh the source schema of the connection in Airbyte.`);
  };
}

async function* records(
  read: ReportRead,
  run: ReportRun,
  day: string | null,
  onShape: (shape: RecordShape) => void,
): AsyncGenerator<StreamEvent> {
  const known = columnsOf(read.schema);
  let estimated = day !== null;
  for await (const { fields, rows, totalCount } of runReport(run)) {
    if (!estimated && totalCount !== null) yield { type: 'estimate', rows: totalCount };
    estimated = true;
    const shape = recordShape(fields, known, day, read.tenantId);
    onShape(shape);
    for (let at = 0; at < rows.length; at += rowsPerEvent)
      yield { type: 'records', raw: rows.slice(at, at + rowsPerEvent).map((row) => shape.toRecord(row)) };
  }
}

/**
 * Reads a report from its position to its end: once, or day by day with a state after each whole day. The definition is
 * read first, because parameters and columns are its owner's to change.
 */
export async function* readReport(read: ReportRead): AsyncGenerator<StreamEvent> {
  const { client, report, log, pace } = read;
  const stream = reportStreamName(report);
  const api = createReportApi(client, stream);
  const found = await findReport(api, report, client.tenant);
  const { parameters, dated } = await requireRunnable(found.definition, report, api, client.tenant);
  log.info(
    `Stream ${stream}: report ${report.report_id} "${found.definition.name}" of the category ${found.category}.`,
  );
  const onShape = createDriftWarning(stream, log);
  const run = {
    client,
    category: found.category,
    definition: found.definition,
    parameters,
    pace,
    label: stream,
    words: reportWords(report, client.tenant),
  };
  if (!isDated(report)) {
    yield* records(read, run, null, onShape);
    yield { type: 'state', state: { complete: true } };
    return;
  }
  const lookback = report.lookback_days ?? 0;
  const last = lastWholeDay(found.definition.modifiedOn, read.now());
  const start = report.start_date ?? read.startDate?.slice(0, 10) ?? addDays(last, -lookback);
  let day = firstDay(read.position, start, lookback);
  log.info(`Stream ${stream}: ${day > last ? 'no new day is over' : `one run for each day from ${day} to ${last}`}.`);
  for (; day <= last; day = addDays(day, 1)) {
    const ofDay = { ...run, parameters: [...parameters, ...dated.map((name) => ({ name, value: day }))] };
    yield* records(read, ofDay, day, onShape);
    if (read.mode === 'incremental' && day < last)
      yield { type: 'state', state: { nextDay: addDays(day, 1), complete: false } };
  }
  const { position } = read;
  // a first day that lies ahead of the last one must not move the position back
  const reached = position !== null && position.nextDay > day ? position.nextDay : day;
  yield { type: 'state', state: { nextDay: reached, complete: true } };
}
