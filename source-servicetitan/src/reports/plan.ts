import {
  requireStreams,
  type ConfiguredCatalog,
  type ConfiguredStream,
  type Context,
  type StreamStates,
  type StreamTask,
} from 'airbyte-runtime';
import { createRunPace, type ServiceTitanClient } from 'servicetitan-client';

import { reportStreamModes } from './columns';
import { reportStreamName, requireDistinctNames, type WithReports } from './config';
import { parseReportPosition } from './position';
import { readReport } from './read';

/** Takes the streams of the configured reports out of a configured catalog. */
export function splitCatalog(
  { streams }: ConfiguredCatalog,
  { reports = [] }: WithReports,
): { readonly reports: ConfiguredCatalog; readonly others: ConfiguredCatalog } {
  const names = new Set(reports.map(reportStreamName));
  return {
    reports: { streams: streams.filter(({ stream }) => names.has(stream.name)) },
    others: { streams: streams.filter(({ stream }) => !names.has(stream.name)) },
  };
}

export interface ReportsRead {
  readonly client: ServiceTitanClient;
  readonly config: WithReports;
  readonly context: Context;
  readonly states: StreamStates;
  /** as JSON text */
  readonly tenantId: string;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

function planReport(configured: ConfiguredStream, read: ReportsRead): StreamTask {
  const { client, config, context, states, tenantId, now, sleep } = read;
  const { stream, sync_mode: mode } = configured;
  const report = config.reports?.find((each) => reportStreamName(each) === stream.name);
  if (report === undefined) throw new Error(`stream ${stream.name} passed requireStreams without being known`);
  const pace = createRunPace({
    now,
    sleep,
    onWait: (until) => {
      context.rateLimited({ name: stream.name }, until);
    },
  });
  // a full refresh begins at the start whatever the state says
  const position = parseReportPosition(stream.name, mode === 'incremental' ? states.get(stream) : undefined);
  return {
    stream: configured,
    beside: true,
    read: () =>
      readReport({
        client,
        report,
        mode,
        position,
        startDate: config.start_date,
        schema: stream.json_schema,
        tenantId,
        log: context.log,
        pace,
        now,
      }),
  };
}

/**
 * What to read of the configured reports. Each has its own limit of runs, so that they take no place from other streams.
 * @throws a config error for a state or a sync mode that a report's stream does not have
 */
export function planReports(catalog: ConfiguredCatalog, read: ReportsRead): StreamTask[] {
  const { reports = [] } = read.config;
  requireDistinctNames(reports);
  requireStreams(catalog, reports.map(reportStreamModes));
  return catalog.streams.map((configured) => planReport(configured, read));
}
