import { createHash } from 'crypto';

import type { ServiceTitanClient } from '../client';
import { ServiceTitanError } from '../errors';
import { parseTablePage, type TablePage } from '../table-page';

import { reportPath, reportScope } from './api';
import type { ReportDefinition } from './definition';
import { reportPageSize } from './limits';
import { describeParameters, type RunParameter } from './parameters';
import type { RunPace } from './run-pace';
import { isNotThere, serverWordsOf, type ReportWords } from './words';

export interface ReportRun {
  readonly client: ServiceTitanClient;
  /** the category's id */
  readonly category: string;
  readonly definition: ReportDefinition;
  readonly parameters: readonly RunParameter[];
  readonly pace: RunPace;
  /** for pacing, statistics and messages */
  readonly label: string;
  readonly words: ReportWords;
}

/** A refusal that whoever chose the parameters, or the report's owner, has to answer for, in words about the report. */
function explained(error: unknown, { label, definition, category, words }: ReportRun): unknown {
  if (!(error instanceof ServiceTitanError)) return error;
  const gone = isNotThere(error);
  if (!gone && error.kind !== 'rejected_request') return error;
  const problem = gone
    ? `ServiceTitan no longer knows report ${definition.id} in the category ${category}: it was deleted, moved or unshared just now.`
    : `ServiceTitan does not run it with these parameters.${serverWordsOf(error)} The report takes: ${describeParameters(definition)}.`;
  return new ServiceTitanError({
    kind: 'report',
    failureType: 'config',
    message: `${words.subject}: ${problem} ${words.fix}`,
    label,
    ...(error.status === undefined ? {} : { status: error.status }),
    cause: error,
  });
}

async function fetchPage(run: ReportRun, number: number): Promise<TablePage> {
  const { client, category, definition, label, parameters, pace } = run;
  await pace.turn();
  try {
    return await client.request(
      {
        method: 'POST',
        path: `${reportPath(category, definition.id)}/data`,
        // In the body these two are ignored without a word (seen live).
        query: [
          ['page', String(number)],
          ['pageSize', String(reportPageSize)],
          ['includeTotal', 'true'],
        ],
        body: { parameters },
      },
      {
        label,
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

function moved({ label, words }: ReportRun, what: string): ServiceTitanError {
  return new ServiceTitanError({
    kind: 'moved_report',
    failureType: 'transient',
    message:
      `${words.subject}: the report changed while its pages were read (${what}), so rows may be missing or doubled. ` +
      `${words.again} If this repeats, narrow its parameters until it fits into one page of ${reportPageSize} rows.`,
    label,
  });
}

/**
 * Runs a report and hands on its pages. The pages are runs of their own, and the rows have no key to be known again by, so
 * a total that changes between them, or is not reached, ends the run with an error.
 * @throws ServiceTitanError (config) when the report is not run with these parameters, (transient) when its pages do not fit together
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
