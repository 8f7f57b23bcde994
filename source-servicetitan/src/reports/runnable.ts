import {
  describeParameters,
  resolveParameters,
  type ReportApi,
  type ReportDefinition,
  type RunParameter,
} from 'servicetitan-client';

import type { ReportConfig } from './config';
import { datedParameters } from './days';
import { reportConfigError, type Tenant } from './messages';

export interface Runnable {
  readonly parameters: readonly RunParameter[];
  /** the Date parameters that a day is put into; empty when the report is run once */
  readonly dated: readonly string[];
}

/**
 * What to run a report with.
 * @throws a config error that names everything that does not fit, and the parameters that the report takes
 */
export async function requireRunnable(
  definition: ReportDefinition,
  report: ReportConfig,
  api: ReportApi,
  tenant: Tenant,
): Promise<Runnable> {
  const { names: dated, problems } = datedParameters(definition, report);
  const resolved = await resolveParameters(definition, report.parameters ?? [], dated, api);
  const all = [...problems, ...resolved.problems];
  if (all.length > 0)
    throw reportConfigError(
      report,
      tenant,
      `its parameters do not fit: ${all.join('; ')}. The report takes: ${describeParameters(definition)}.`,
    );
  return { parameters: resolved.parameters, dated };
}
