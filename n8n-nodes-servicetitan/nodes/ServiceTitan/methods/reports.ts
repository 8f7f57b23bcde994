import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { createReportApi, type ReportApi } from 'servicetitan-client';

import { asNodeError, connect } from '../../../transport';
import { triesInForms } from '../../../transport/limits';

/** Saved reports as somebody who fills in the form asks for them. */
export async function reportApi(context: ILoadOptionsFunctions): Promise<ReportApi> {
  return createReportApi(await connect(context, { tries: triesInForms }), 'reports');
}

const matching = (entries: readonly INodeListSearchItems[], filter = ''): INodeListSearchResult => ({
  results: entries
    .filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()))
    .sort((a, b) => a.name.localeCompare(b.name)),
});

/** What was picked in a list or typed as an ID. */
export function pickedIn(context: ILoadOptionsFunctions, name: string): string {
  const value = context.getCurrentNodeParameter(name, { extractValue: true });
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** The tenant's own categories of reports. */
export async function searchReportCategories(
  this: ILoadOptionsFunctions,
  filter?: string,
): Promise<INodeListSearchResult> {
  try {
    const categories = await (await reportApi(this)).categories();
    return matching(
      categories.map(({ id, name }) => ({ name, value: id })),
      filter,
    );
  } catch (error) {
    throw asNodeError(this, error);
  }
}

/** The reports of the chosen category that are shared with the app. */
export async function searchReports(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  const category = pickedIn(this, 'category');
  if (category === '') return { results: [] };
  try {
    const reports = await (await reportApi(this)).reports(category);
    return matching(
      reports.map(({ id, name }) => ({ name: name === '' ? `Report ${id}` : name, value: String(id) })),
      filter,
    );
  } catch (error) {
    throw asNodeError(this, error);
  }
}
