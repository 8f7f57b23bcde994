import { CommandError } from 'command-line';
import {
  BadBodyError,
  readList,
  ServiceTitanError,
  type HttpResponse,
  type ServiceTitanClient,
} from 'servicetitan-client';

const LABEL = 'report';
const BASE = '/reporting/v2/tenant/{tenant}';
const REPORT_SCOPE = 'tn.rpr.reports:r';
/** More than most tenants have, so that one request answers. */
const PAGE_SIZE = 500;

export interface SavedReport {
  name: string;
  modifiedOn: string | null;
  fields: { label: string; dataType: string }[];
}

export interface Entry {
  id: string;
  name: string;
}

const reportsPath = (category: string): string => `${BASE}/report-category/${encodeURIComponent(category)}/reports`;
const isMembers = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads a report's description: its labels in its order; a column without a label goes by its name. */
function parseReport({ body }: HttpResponse): SavedReport {
  const report: unknown = JSON.parse(body);
  if (!isMembers(report) || !Array.isArray(report['fields'])) throw new BadBodyError('a report without fields');
  return {
    name: textOf(report['name']),
    modifiedOn: textOf(report['modifiedOn']) || null,
    fields: report['fields'].filter(isMembers).map(({ name, label, dataType }) => ({
      label: (textOf(label) || textOf(name)).trim(),
      dataType: textOf(dataType) || 'String',
    })),
  };
}

const isNotThere = (error: unknown): boolean => error instanceof ServiceTitanError && error.status === 404;

async function entries(client: ServiceTitanClient, path: string): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const { items } of readList(client, { path, label: LABEL, pageSize: PAGE_SIZE, primaryKey: ['id'] }))
    for (const { raw } of items) {
      // The item's own value holds only what the client looks at.
      const { id, name } = JSON.parse(raw) as Record<string, unknown>;
      found.push({ id: String(id), name: textOf(name) });
    }
  return found;
}

export const listCategories = (client: ServiceTitanClient): Promise<Entry[]> =>
  entries(client, `${BASE}/report-categories`);

export async function listReports(client: ServiceTitanClient, category: string): Promise<Entry[]> {
  try {
    return await entries(client, reportsPath(category));
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
    return await client.get(`${reportsPath(category)}/${id}`, [], { label: LABEL, scope: REPORT_SCOPE }, parseReport);
  } catch (error) {
    if (!isNotThere(error)) throw error;
    throw new CommandError(
      `the category "${category}" has no report ${id}; leave --report out to see which it has (ids differ from tenant to tenant)`,
      { cause: error },
    );
  }
}
