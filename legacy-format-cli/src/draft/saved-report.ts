import { CommandError } from 'command-line';
import { createReportApi, isNotThere, type ServiceTitanClient } from 'servicetitan-client';

const LABEL = 'report';

export interface SavedReport {
  name: string;
  modifiedOn: string | null;
  fields: { label: string; dataType: string }[];
}

export interface Entry {
  id: string;
  name: string;
}

export const listCategories = (client: ServiceTitanClient): Promise<Entry[]> =>
  createReportApi(client, LABEL).categories();

export async function listReports(client: ServiceTitanClient, category: string): Promise<Entry[]> {
  try {
    const reports = await createReportApi(client, LABEL).reports(category);
    return reports.map(({ id, name }) => ({ id: String(id), name }));
  } catch (error) {
    if (!isNotThere(error)) throw error;
    throw new CommandError(`there is no report category "${category}"; leave --category out to see which there are`, {
      cause: error,
    });
  }
}

/** @throws CommandError when the category has no such report: ids are a tenant's own, and go with their category */
export async function describeReport(client: ServiceTitanClient, category: string, id: number): Promise<SavedReport> {
  try {
    const { name, modifiedOn, fields } = await createReportApi(client, LABEL).describe(category, id);
    return { name, modifiedOn, fields: fields.map(({ label, dataType }) => ({ label: label.trim(), dataType })) };
  } catch (error) {
    if (!isNotThere(error)) throw error;
    throw new CommandError(
      `the category "${category}" has no report ${id}; leave --report out to see which it has (ids differ from tenant to tenant)`,
      { cause: error },
    );
  }
}
