import {
  findOperatorError,
  operatorMessageOf,
  type AirbyteStream,
  type ConfiguredStream,
  type Context,
  type StreamStates,
  type StreamTask,
} from 'airbyte-runtime';
import { missingScopeError, type ServiceTitanClient } from 'servicetitan-client';

import { createReportApi, reportScope } from './api';
import { reportStream, reportStreamModes } from './columns';
import { reportStreamName, requireDistinctNames, type ReportConfig } from './config';
import { findReport } from './find';
import { parseReportPosition } from './position';
import { readReport } from './read';
import { createRunPace } from './run-pace';
import { requireRunnable } from './runnable';

export { normaliseReports, type ReportConfig } from './config';

interface WithReports {
  readonly reports?: readonly ReportConfig[];
  readonly start_date?: string;
}

/** The streams of the configured reports as far as the configuration says: enough to hold a configured catalog against. */
export function reportStreams({ reports = [] }: WithReports): ReturnType<typeof reportStreamModes>[] {
  requireDistinctNames(reports);
  return reports.map(reportStreamModes);
}

async function describe(client: ServiceTitanClient, report: ReportConfig): Promise<AirbyteStream> {
  const label = reportStreamName(report);
  const { scopes } = await client.token();
  if (scopes !== null && !scopes.includes(reportScope))
    throw missingScopeError({ ...client.tenant, label, scope: reportScope });
  const api = createReportApi(client, label);
  const { definition } = await findReport(api, report, client.tenant);
  await requireRunnable(definition, report, api, client.tenant);
  return reportStream(report, definition);
}

/**
 * Describes the configured reports as streams; nothing is run.
 * @throws a config error with what there is for a report, category or parameter that is not there
 */
export async function discoverReports(client: ServiceTitanClient, config: WithReports): Promise<AirbyteStream[]> {
  reportStreams(config);
  const streams: AirbyteStream[] = [];
  for (const report of config.reports ?? []) streams.push(await describe(client, report));
  return streams;
}

/** Tests the configured reports; what is wrong with each that does not fit, in words for the operator. */
export async function checkReports(client: ServiceTitanClient, config: WithReports): Promise<string[]> {
  reportStreams(config);
  const problems: string[] = [];
  for (const report of config.reports ?? [])
    try {
      await describe(client, report);
    } catch (error) {
      const found = findOperatorError(error);
      if (found?.failureType !== 'config') throw error;
      problems.push(operatorMessageOf(found));
    }
  return problems;
}

export interface ReportPlan {
  readonly client: ServiceTitanClient;
  readonly config: WithReports;
  readonly context: Context;
  readonly states: StreamStates;
  /** as JSON text */
  readonly tenantId: string;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The task of a configured stream when it is a report's; undefined for any other stream. */
export function planReport(configured: ConfiguredStream, plan: ReportPlan): StreamTask | undefined {
  const { client, config, context, states, tenantId, now, sleep } = plan;
  const { stream, sync_mode: mode } = configured;
  const report = config.reports?.find((each) => reportStreamName(each) === stream.name);
  if (report === undefined) return undefined;
  const state = mode === 'incremental' ? states.get(stream) : undefined;
  const pace = createRunPace({
    now,
    sleep,
    onWait: (until) => {
      context.rateLimited({ name: stream.name }, until);
    },
  });
  const position = parseReportPosition(stream.name, state);
  return {
    stream: configured,
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
