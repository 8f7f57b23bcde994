import { createHash } from 'node:crypto';

import { operatorError } from 'airbyte-runtime';
import { parseTablePage, ServiceTitanError, type ServiceTitanClient, type TablePage } from 'servicetitan-client';

import { reportPath, reportScope } from './api';
import { reportStreamName, type ReportConfig } from './config';
import type { FoundReport } from './find';
import { reportPageSize } from './limits';
import { isNotThere, reportConfigError, reportSubject, serverWordsOf } from './messages';
import { describeParameters, type RunParameter } from './parameters';
import type { RunPace } from './run-pace';

export interface ReportRun {
  readonly client: ServiceTitanClient;
  readonly report: ReportConfig;
  readonly found: FoundReport;
  readonly parameters: readonly RunParameter[];
  readonly pace: RunPace;
}

/** A refusal that the configuration or the report's owner has to answer for, in words about the report. */
function explained(error: unknown, { client, report, found }: ReportRun): unknown {
  if (isNotThere(error))
    return reportConfigError(
      report,
      client.tenant,
      `ServiceTitan no longer knows report ${report.report_id} in the category ${found.category}: it was deleted, moved or unshared just now.`,
      error,
    );
  if (!(error instanceof ServiceTitanError) || error.kind !== 'rejected_request') return error;
  return reportConfigError(
    report,
    client.tenant,
    `ServiceTitan does not run it with these parameters.${serverWordsOf(error)} The report takes: ${describeParameters(found.definition)}.`,
    error,
  );
}

async function fetchPage(run: ReportRun, number: number): Promise<TablePage> {
  const { client, report, found, parameters, pace } = run;
  await pace.turn();
  try {
    return await client.request(
      {
        method: 'POST',
        path: `${reportPath(found.category, report.report_id)}/data`,
        // In the body these two are ignored without a word (seen live).
        query: [
          ['page', String(number)],
          ['pageSize', String(reportPageSize)],
          ['includeTotal', 'true'],
        ],
        body: { parameters },
      },
      {
        label: reportStreamName(report),
        scope: reportScope,
        retryConflict: true,
        ownLimit: true,
        onLimited: pace.limited,
      },
      (response, { sentAt }) => {
        pace.ran(sentAt);
        return parseTablePage(response);
      },
    );
  } catch (error) {
    throw explained(error, run);
  }
}

/** Rows have no key, so a page is known again by all of its text. */
function digest({ rows }: TablePage): string {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(row);
  return hash.digest('hex');
}

function moved({ client, report }: ReportRun, what: string): Error {
  return operatorError({
    failureType: 'transient',
    message:
      `${reportSubject(report, client.tenant)}: the report changed while its pages were read (${what}), so rows may be missing or doubled. ` +
      `The next sync reads it again. If this repeats, narrow its parameters until it fits into one page of ${reportPageSize} rows, or read it day by day.`,
    info: { stream: reportStreamName(report) },
  });
}

/**
 * Runs a report and hands on its pages. The pages are runs of their own, and the rows have no key to be known again by, so
 * a total that changes between them, or is not reached, ends the run with an error.
 * @throws a config error when the report is not run as it is configured, a transient one when its pages do not fit together
 */
export async function* runReport(run: ReportRun): AsyncGenerator<TablePage> {
  let read = 0;
  let total: number | null = null;
  let before: string | null = null;
  for (let number = 1; ; number += 1) {
    const page = await fetchPage(run, number);
    if (page.page !== null && page.page !== number) throw moved(run, `page ${number} came as page ${page.page}`);
    const now = number === 1 && !page.hasMore ? null : digest(page);
    if (now !== null && now === before) throw moved(run, `page ${number} is page ${number - 1} again`);
    if (page.hasMore && page.rows.length === 0) throw moved(run, `page ${number} is empty and promises more`);
    if (total !== null && page.totalCount !== null && page.totalCount !== total)
      throw moved(run, `${total} rows at first, ${page.totalCount} on page ${number}`);
    before = now;
    total ??= page.totalCount;
    read += page.rows.length;
    if (!page.hasMore && total !== null && read !== total) throw moved(run, `${read} rows of ${total}`);
    yield page;
    if (!page.hasMore) return;
  }
}
