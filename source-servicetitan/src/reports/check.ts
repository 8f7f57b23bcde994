import { findOperatorError, operatorMessageOf, type AirbyteStream, type CheckOutcome } from 'airbyte-runtime';
import { createReportApi, missingScopeError, reportScope, type ServiceTitanClient } from 'servicetitan-client';

import { reportStream } from './columns';
import { reportStreamName, requireDistinctNames, type ReportConfig, type WithReports } from './config';
import { findReport } from './find';
import { requireRunnable } from './runnable';

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
  const { reports = [] } = config;
  requireDistinctNames(reports);
  const streams: AirbyteStream[] = [];
  for (const report of reports) streams.push(await describe(client, report));
  return streams;
}

/**
 * Tests the configured reports after the connection itself; nothing is run.
 * @returns the connection's outcome, or what is wrong with each report that cannot be read
 */
export async function checkReports(
  connection: CheckOutcome,
  client: ServiceTitanClient,
  config: WithReports,
): Promise<CheckOutcome> {
  const { reports = [] } = config;
  if (connection.status === 'FAILED' || reports.length === 0) return connection;
  requireDistinctNames(reports);
  const problems: string[] = [];
  for (const report of reports)
    try {
      await describe(client, report);
    } catch (error) {
      const found = findOperatorError(error);
      if (found?.failureType !== 'config') throw error;
      problems.push(operatorMessageOf(found));
    }
  return problems.length === 0 ? connection : { status: 'FAILED', message: problems.join(' ') };
}
