import { operatorError } from 'airbyte-runtime';
import { ServiceTitanError } from 'servicetitan-client';

import { reportStreamName, type ReportConfig } from './config';
import { maxListed } from './limits';

/** Whose report it is, for messages. */
export interface Tenant {
  readonly tenantId: string;
  readonly environment: string;
}

/** `Report "Invoices" (stream report_invoices, tenant 1 (production))` */
export function reportSubject(report: ReportConfig, { tenantId, environment }: Tenant): string {
  return `Report "${report.name}" (stream ${reportStreamName(report)}, tenant ${tenantId} (${environment}))`;
}

/** "a, b, c and 12 more"; "none" for an empty list */
export function listed(entries: readonly string[]): string {
  if (entries.length === 0) return 'none';
  const more = entries.length - maxListed;
  return more <= 0 ? entries.join(', ') : `${entries.slice(0, maxListed).join(', ')} and ${more} more`;
}

/** A wrong or outdated entry of Saved Reports. */
export function reportConfigError(report: ReportConfig, tenant: Tenant, problem: string, cause?: unknown): Error {
  return operatorError({
    failureType: 'config',
    message: `${reportSubject(report, tenant)}: ${problem} Correct the entry under Saved Reports in the source's settings.`,
    info: { stream: reportStreamName(report), reportId: report.report_id },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The part of a client's message that quotes ServiceTitan, with the trace id that its support asks for. */
export function serverWordsOf(error: ServiceTitanError): string {
  const at = error.message.indexOf('ServiceTitan answered');
  return at < 0 ? '' : ` ${error.message.slice(at)}`;
}

/** The API knows no such category or report; its gateway knowing no such path at all is another matter. */
export function isNotThere(error: unknown): error is ServiceTitanError {
  return error instanceof ServiceTitanError && error.kind === 'missing_module' && error.gateway !== true;
}
