import type { ApiSchema } from 'servicetitan-specs/api';

/**
 * Where the API is not what its paths and schemas say. One line per fact, with where it comes from; everything else about
 * an endpoint follows from `servicetitan-specs/api`.
 */

/** Paths whose rows are another path's rows. Keys and values are collections: module and path without its parameters. */
export const sameRows: Readonly<Record<string, string>> = {
  'accounting/credit-memos/items': 'accounting/credit-memos/credit-memo-items',
  'crm/booking-provider/bookings': 'crm/bookings',
  'crm/booking-provider/bookings/contacts': 'crm/bookings/contacts',
  'forms/jobs': 'jpm/jobs',
  'jpm/jobs/canceled-log': 'jpm/job-canceled-logs',
  'jpm/jobs/notes': 'jpm/job-notes',
  'jpm/projects/notes': 'jpm/project-notes',
  'jpm/work-breakdown-structure/projects': 'jpm/projects',
  'marketing/campaigns/costs': 'marketing/costs',
  'memberships/memberships/status-changes': 'memberships/membership-status-changes',
  'payroll/employees': 'settings/employees',
  'payroll/employees/payroll-settings': 'payroll/payroll-settings',
  'payroll/employees/payrolls': 'payroll/payrolls',
  'payroll/jobs': 'jpm/jobs',
  'payroll/technicians': 'settings/technicians',
  'payroll/technicians/payroll-settings': 'payroll/payroll-settings',
  'payroll/technicians/payrolls': 'payroll/payrolls',
  'sales/estimates/export': 'sales/estimates',
  'sales/status/estimates': 'sales/estimates',
  'sales/status/estimates/changes': 'sales/estimates/changes',
};

/** Endpoints whose rows look so different from their twin's that they are a collection of their own [API-FACTS §4]. */
export const ownRows: Readonly<Record<string, string>> = {
  '/telecom/v2/tenant/{tenant}/calls': 'telecom/bundle-calls',
  '/telecom/v2/tenant/{tenant}/calls/{id}': 'telecom/bundle-calls',
  '/telecom/v3/tenant/{tenant}/calls': 'telecom/v3-calls',
  // The contacts that a relationship links, not its parts.
  '/crm/v2/tenant/{tenant}/contacts/relationships/{relationshipId}': 'crm/related-contacts',
};

/** Collections without a list of their own, named by a path parameter alone, and what their keys are. */
export const unlisted: Readonly<Record<string, 'integer' | 'text'>> = {
  'crm/booking-provider': 'integer',
  'schedulingpro/routers': 'text',
};

/** Rows that exist once for each row of another collection, and the member that holds its key [OpenAPI]. */
export const oncePer: Readonly<Record<string, { parent: string; member: string }>> = {
  'customer-interactions/technician-ratings': { parent: 'jpm/jobs', member: 'jobId' },
  'jpm/job-history': { parent: 'jpm/jobs', member: 'jobId' },
  'jpm/jobs/cancel-reasons': { parent: 'jpm/jobs', member: 'jobId' },
  'jpm/jobs/hold-reasons': { parent: 'jpm/jobs', member: 'jobId' },
  'payroll/payroll-settings': { parent: 'settings/employees', member: 'employeeId' },
  'schedulingpro/schedulers/performance': { parent: 'schedulingpro/schedulers', member: 'id' },
  'schedulingpro/routers/performance': { parent: 'schedulingpro/routers', member: 'id' },
};

/** The member that names a row's parent where it is not called after it. */
export const parentMembers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'payroll/payrolls': { 'settings/technicians': 'employeeId' },
  'payroll/payroll-settings': { 'settings/technicians': 'employeeId' },
  'crm/bookings': { 'crm/booking-provider': 'bookingProviderId' },
};

/** Members beside `createdOn` that tell when a row was made; windows and created filters look at them. */
export const createdMembers: Readonly<Record<string, string>> = {
  'forms/submissions': 'submittedOn',
  'marketingads/attributed-leads': 'dateTime',
};

/** Pairs of parameters that cut a window out of the rows by the time they were made [OpenAPI: "from", "to"]. */
export const windows: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'marketingads/attributed-leads': ['fromUtc', 'toUtc'],
  'marketingads/performance': ['fromUtc', 'toUtc'],
};

/** Which part of the rows a parameter's value stands for, and the members that are null in it [tap-service-titan]. */
export const segments: Readonly<Record<string, { parameter: string; nulls: Readonly<Record<string, string[]>> }>> = {
  'marketingads/performance': {
    parameter: 'performanceSegmentationType',
    nulls: { Campaign: ['adGroup', 'keyword'], AdGroup: ['keyword'], Keyword: [] },
  },
};

/**
 * Lists that give only a part of their rows unless asked. ap-bills is documented [OpenAPI]; for the others no source says
 * what comes without the parameter, so the narrow answer is simulated: a client has to ask for what it wants.
 */
export const narrowDefaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'accounting/ap-bills': { billType: 'Procurement' },
  'forms/submissions': { status: 'Completed' },
};

/** Rows with a value in `member` that stay away unless a parameter has this value [OpenAPI]. */
export const widening: Readonly<Record<string, { parameter: string; value: string; member: string }>> = {
  'accounting/journal-entries': { parameter: 'empty', value: 'include', member: 'isEmpty' },
  'jpm/work-breakdown-structure/segments/items': { parameter: 'includeChildren', value: 'true', member: 'parentId' },
  'jpm/work-breakdown-structure/projects/segments/items': {
    parameter: 'includeChildren',
    value: 'true',
    member: 'parentId',
  },
};

/** Values of a parameter that stand for no value of a row; a row never has them. */
export const wildcards: readonly unknown[] = ['Any', 'All', 'NotSet'];

/** Export feeds with an `active` parameter that gives all rows without it [API-FACTS §4]. */
export const unfilteredExports: readonly string[] = ['jpm/appointments'];

/** Answers that the OpenAPI files leave out, as tap-service-titan reads them. */
export const undescribed: Readonly<Record<string, ApiSchema>> = {
  '/forms/v2/tenant/{tenant}/jobs/{jobId}/attachments': {
    type: 'object',
    properties: {
      id: { type: 'integer', format: 'int64' },
      fileName: { type: 'string' },
      createdById: { type: 'integer', format: 'int64' },
      createdOn: { type: 'string', format: 'date-time' },
    },
  },
};

/** Dates whose declared format is not what is sent: the format that is [tap-service-titan]. */
export const sentFormats: Readonly<Record<string, string>> = {
  'accounting/journal-entries postDate': 'date-time-without-zone',
  'accounting/journal-entries/details postDate': 'date-time-without-zone',
  'accounting/journal-entries/summary postDate': 'date-time-without-zone',
  'service-agreements/service-agreements startDate': 'date-time',
  'service-agreements/service-agreements endDate': 'date-time',
};

/** The longest capacity window, in days [tap-service-titan]. */
export const maxCapacityDays = 14;
