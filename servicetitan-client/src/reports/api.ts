import type { ServiceTitanClient } from '../client';
import { BadBodyError } from '../errors';
import { parseTablePage } from '../table-page';
import type { Query } from '../url';

import { isMembers, parseDefinition, parseMembers, type ReportDefinition } from './definition';
import { listPageSize, maxDynamicValues, maxListPages } from './limits';

export const reportScope = 'tn.rpr.reports:r';
const categoryScope = 'tn.rpr.reportcategories:r';
const valueSetScope = 'tn.rpr.dynamicvaluesets:r';
const base = '/reporting/v2/tenant/{tenant}';

export interface CategoryEntry {
  /** a slug, such as `operations` */
  readonly id: string;
  readonly name: string;
}

export interface ReportEntry {
  readonly id: number;
  readonly name: string;
}

/** What the API says about reports, as one stream asks for it. */
export interface ReportApi {
  categories(): Promise<CategoryEntry[]>;
  /** the reports of a category */
  reports(category: string): Promise<ReportEntry[]>;
  describe(category: string, reportId: number): Promise<ReportDefinition>;
  /** Rows of key and display name; null when the set is too long to be read for a comparison. */
  values(setId: string): Promise<unknown[][] | null>;
}

export function reportPath(category: string, reportId: number): string {
  return `${base}/report-category/${encodeURIComponent(category)}/reports/${reportId}`;
}

/** @param label the stream that asks, for pacing, statistics and messages */
export function createReportApi(client: ServiceTitanClient, label: string): ReportApi {
  async function list<T>(path: string, scope: string, entry: (value: unknown) => T): Promise<T[]> {
    const entries: T[] = [];
    for (let page = 1; page <= maxListPages; page += 1) {
      const query: Query = [
        ['page', String(page)],
        ['pageSize', String(listPageSize)],
      ];
      const { data, hasMore } = await client.get(path, query, { label, scope }, (response) => {
        const body = parseMembers(response.body);
        if (!Array.isArray(body.data)) throw new BadBodyError('a body without a "data" array');
        return { data: body.data.map(entry), hasMore: body.hasMore === true };
      });
      entries.push(...data);
      if (!hasMore) break;
    }
    return entries;
  }

  return {
    categories: () =>
      list(`${base}/report-categories`, categoryScope, (value) => {
        if (!isMembers(value) || typeof value.id !== 'string') throw new BadBodyError('a category without an id');
        return { id: value.id, name: typeof value.name === 'string' ? value.name : value.id };
      }),
    reports: (category) =>
      list(`${base}/report-category/${encodeURIComponent(category)}/reports`, reportScope, (value) => {
        if (!isMembers(value) || !Number.isSafeInteger(value.id)) throw new BadBodyError('a report without an id');
        return { id: Number(value.id), name: typeof value.name === 'string' ? value.name : '' };
      }),
    describe: (category, reportId) =>
      client.get(reportPath(category, reportId), [], { label, scope: reportScope }, parseDefinition),
    async values(setId) {
      const path = `${base}/dynamic-value-sets/${encodeURIComponent(setId)}`;
      const rows: unknown[][] = [];
      for (let page = 1; rows.length <= maxDynamicValues && page <= maxListPages; page += 1) {
        const query: Query = [
          ['page', String(page)],
          ['pageSize', String(listPageSize)],
        ];
        const table = await client.get(path, query, { label, scope: valueSetScope }, parseTablePage);
        rows.push(...table.rows.map((row) => JSON.parse(row) as unknown[]));
        if (!table.hasMore) return rows;
      }
      return null;
    },
  };
}
