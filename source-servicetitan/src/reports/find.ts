import { isNotThere, listed, type CategoryEntry, type ReportApi, type ReportDefinition } from 'servicetitan-client';

import type { ReportConfig } from './config';
import { reportConfigError, type Tenant } from './messages';

export interface FoundReport {
  /** the category's id */
  readonly category: string;
  readonly definition: ReportDefinition;
}

const slug = /^[a-z0-9][a-z0-9_-]*$/;

const describeCategory = ({ id, name }: CategoryEntry): string => (name === id ? id : `${id} ("${name}")`);

async function describe(api: ReportApi, category: string, reportId: number): Promise<FoundReport | null> {
  try {
    return { category, definition: await api.describe(category, reportId) };
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

async function reportsOf(api: ReportApi, category: string): Promise<{ id: number; name: string }[]> {
  try {
    return await api.reports(category);
  } catch (error) {
    // a category can be listed and still be kept from this app
    if (isNotThere(error)) return [];
    throw error;
  }
}

/** Why the category has no such report, with what there is; asked for only when something is wrong. */
async function missingReport(
  api: ReportApi,
  report: ReportConfig,
  category: CategoryEntry,
  categories: readonly CategoryEntry[],
): Promise<string> {
  const { report_id: id } = report;
  for (const other of categories) {
    if (other.id === category.id) continue;
    const found = (await reportsOf(api, other.id)).find((entry) => entry.id === id);
    if (found !== undefined)
      return `report ${id} ("${found.name}") is not in the category ${describeCategory(category)} but in ${describeCategory(other)}.`;
  }
  const there = (await reportsOf(api, category.id)).map((entry) => `${entry.id} "${entry.name}"`);
  return `the category ${describeCategory(category)} has no report ${id}, and no other category has it: it was deleted, or is not shared with this app. The category's reports: ${listed(there)}.`;
}

/**
 * Finds a configured report and reads its definition: one request when the category is given by its id, the list of
 * categories when it is given by its name.
 * @throws a config error that lists what there is when the category or the report is not there; ServiceTitanError
 */
export async function findReport(api: ReportApi, report: ReportConfig, tenant: Tenant): Promise<FoundReport> {
  const wanted = report.category;
  const first = slug.test(wanted) ? await describe(api, wanted, report.report_id) : null;
  if (first !== null) return first;
  const categories = await api.categories();
  const category =
    categories.find(({ id }) => id === wanted) ??
    categories.find(({ id, name }) => [id, name].some((each) => each.toLowerCase() === wanted.toLowerCase()));
  if (category === undefined)
    throw reportConfigError(
      report,
      tenant,
      `there is no report category "${wanted}". There are: ${listed(categories.map(describeCategory))}.`,
    );
  const found = category.id === wanted ? null : await describe(api, category.id, report.report_id);
  if (found !== null) return found;
  throw reportConfigError(report, tenant, await missingReport(api, report, category, categories));
}
