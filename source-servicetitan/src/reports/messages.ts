import { operatorError } from 'airbyte-runtime';
import type { ReportWords } from 'servicetitan-client';

import { reportStreamName, type ReportConfig } from './config';

/** Whose report it is, for messages. */
export interface Tenant {
  readonly tenantId: string;
  readonly environment: string;
}

/** `Report "Invoices" (stream report_invoices, tenant 1 (production))` */
export function reportSubject(report: ReportConfig, { tenantId, environment }: Tenant): string {
  return `Report "${report.name}" (stream ${reportStreamName(report)}, tenant ${tenantId} (${environment}))`;
}

const fix = "Correct the entry under Saved Reports in the source's settings.";

/** What the client says of a report that this source runs. */
export function reportWords(report: ReportConfig, tenant: Tenant): ReportWords {
  return { subject: reportSubject(report, tenant), fix, again: 'The next sync reads it again.' };
}

/** A wrong or outdated entry of Saved Reports. */
export function reportConfigError(report: ReportConfig, tenant: Tenant, problem: string, cause?: unknown): Error {
  return operatorError({
    failureType: 'config',
    message: `${reportSubject(report, tenant)}: ${problem} ${fix}`,
    info: { stream: reportStreamName(report), reportId: report.report_id },
    ...(cause === undefined ? {} : { cause }),
  });
}
