import { json, jsonType, type Answer } from '../answer';
import { encode, type Json } from '../exact-json';
import type { Problems } from '../problem';
import { createQueryReader } from '../query';
import type { Switches } from '../switches';

import type { Report, Reporting } from './definition';
import { givenParameters, runText, type Window } from './run';
import { createRunLimit } from './run-limit';

export type { Reporting } from './definition';
export { createSavedReports } from './saved-reports';

type Operation = 'categories' | 'reports' | 'report' | 'data' | 'values';

export interface ReportRoute {
  module: 'reporting';
  scope: string;
  operation: Operation;
  /** what stands in the path: category and report, or the value set */
  keys: readonly string[];
}

export interface ReportRequest {
  tenantId: string;
  query: [string, string][];
  body: string;
}

const paths: readonly (readonly [Operation, string, string, RegExp])[] = [
  ['categories', 'GET', 'tn.rpr.reportcategories:r', /^report-categories$/],
  ['reports', 'GET', 'tn.rpr.reports:r', /^report-category\/([^/]+)\/reports$/],
  ['report', 'GET', 'tn.rpr.reports:r', /^report-category\/([^/]+)\/reports\/(\d+)$/],
  ['data', 'POST', 'tn.rpr.reports:r', /^report-category\/([^/]+)\/reports\/(\d+)\/data$/],
  ['values', 'GET', 'tn.rpr.dynamicvaluesets:r', /^dynamic-value-sets\/([^/]+)$/],
];

const url = /^\/reporting\/v2\/tenant\/([^/]+)\/(.+?)\/?$/;

/** The operation of the reporting API that a path belongs to, and the tenant in it. */
export function matchReportRoute(method: string, path: string): { route: ReportRoute; tenantId: string } | undefined {
  const [, tenantId = '', rest = ''] = url.exec(path) ?? [];
  for (const [operation, verb, scope, pattern] of paths) {
    const match = method === verb ? pattern.exec(rest) : null;
    if (match !== null)
      return {
        tenantId,
        route: { module: 'reporting', scope, operation, keys: match.slice(1).map(decodeURIComponent) },
      };
  }
  return undefined;
}

/** From the OpenAPI file of 2026-05. */
const listSizes = { usual: 50, most: 5000 };
const usualRows = 1000;

const text = (body: string): Answer => ({
  status: 200,
  headers: {},
  body: { kind: 'text', contentType: jsonType, text: body },
});

/** Answers the reporting API of a tenant: what is saved there, and runs of it. */
export function createReportHandler(
  switches: Switches,
  problems: Problems,
): (route: ReportRoute, reporting: Reporting, request: ReportRequest) => Answer {
  const limit = createRunLimit(switches, problems);

  function windowOf({ query }: ReportRequest, { usual, most }: { usual: number; most: number }): Window | Answer {
    const reader = createQueryReader(query);
    const page = reader.integer('page', 1) ?? 1;
    const wanted = reader.integer('pageSize', 1) ?? usual;
    if (wanted > most && switches.overMaxPageSize === 'reject')
      reader.fail('pageSize', `The field PageSize must be between 1 and ${String(most)}.`);
    const includeTotal = reader.boolean('includeTotal') ?? false;
    if (Object.keys(reader.errors).length > 0) return problems(400, undefined, reader.errors);
    return { page, pageSize: Math.min(wanted, most), includeTotal };
  }

  function listPage(entries: readonly Json[], request: ReportRequest, more: Record<string, Json> = {}): Answer {
    const window = windowOf(request, listSizes);
    if ('status' in window) return window;
    const { page, pageSize, includeTotal } = window;
    const data = entries.slice((page - 1) * pageSize, page * pageSize);
    const hasMore = page * pageSize < entries.length;
    return text(encode({ ...more, page, pageSize, hasMore, totalCount: includeTotal ? entries.length : null, data }));
  }

  function describe(report: Report): Answer {
    const { id, name, description, modifiedOn, parameters, columns } = report;
    const fields = columns.map((column) => ({ name: column.name, label: column.label, dataType: column.dataType }));
    return json(200, { id, name, description, modifiedOn, parameters, fields });
  }

  function run(report: Report, request: ReportRequest): Answer {
    const window = windowOf(request, { usual: usualRows, most: switches.reportMaxPageSize });
    if ('status' in window) return window;
    const limited = limit(`${request.tenantId}/${String(report.id)}`, window.page);
    if (limited !== null) return limited;
    const given = givenParameters(report, request.body, problems);
    return 'status' in given ? given : text(runText(report, given, window));
  }

  return ({ operation, keys }, reporting, request) => {
    const [first = '', second = ''] = keys;
    if (operation === 'categories')
      return listPage(
        reporting.categories.map(({ id, name }) => ({ id, name })),
        request,
      );
    if (operation === 'values') {
      const values = reporting.valueSets[first];
      if (values === undefined) return problems(404, 'There is no such dynamic value set');
      return listPage(values(), request, {
        fields: [
          { name: 'Id', label: 'Id' },
          { name: 'Name', label: 'Name' },
        ],
      });
    }
    if (!reporting.categories.some(({ id }) => id === first)) return problems(404, 'There is no such category');
    const inCategory = reporting.reports.filter(({ category }) => category === first);
    if (operation === 'reports')
      return listPage(
        inCategory.map(({ id, name, description }) => ({ id, name, description })),
        request,
      );
    const report = inCategory.find(({ id }) => String(id) === second);
    if (report === undefined) return problems(404, 'There is no such report with the category');
    return operation === 'report' ? describe(report) : run(report, request);
  };
}
