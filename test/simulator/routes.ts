import type { CollectionName, StreamName } from './types';

/** How a query parameter of a list narrows it. `path` is the member to look at; arrays on the way match by any element. */
export type Filter =
  | { type: 'integer' | 'text' | 'contains' | 'integers' | 'texts'; path: string }
  /** `wide`: values with which the parameter does not narrow. */
  | { type: 'enum'; path: string; values: readonly string[]; many?: true; wide?: readonly string[] }
  | { type: 'more' | 'less'; path: string }
  | { type: 'onOrAfter' | 'before' | 'after' | 'onOrBefore'; path: string };

interface RouteBase {
  /** The row as this endpoint sends it; absent: as it is. */
  send?(text: string): string;
  /** Path segment of the module, also what `modulesOff` names. */
  module: string;
  /** What follows `/{module}/v2/tenant/{tenant}/`. */
  path: string;
  scope: string;
  stream: CollectionName;
  /** Which parameter chooses between active and inactive rows, and so which rows come without it. none: active ones only. */
  active: 'active' | 'activeState' | 'activeOnly' | 'includeInactive' | 'none' | 'all';
}

export interface ListRoute extends RouteBase {
  feed: 'list';
  /** Fields that `sort` takes; empty when the endpoint has no `sort`. */
  sortFields: readonly string[];
  filters: Readonly<Record<string, Filter>>;
  needsModifiedBound: boolean;
  takesIds: boolean;
  firstPage: number;
  maxPageSize: number;
  /** Without a page parameter one page holds everything. */
  paged: boolean;
}

export interface ExportRoute extends RouteBase {
  feed: 'export';
}
export type Route = ListRoute | ExportRoute;

const usual = ['Id', 'ModifiedOn', 'CreatedOn'];
const statuses = ['Pending', 'Posted', 'Exported'];
const frequencies = ['OneTime', 'Monthly', 'EveryOtherMonth', 'Quarterly', 'BiAnnual', 'Annual'];

/** From the partner documentation: at most 5000 rows a page. */
const maxPageSize = 5000;

/** `"active"` is the last member of the rows that some lists send without it. */
function withoutActive(text: string): string {
  return text.replace(/,"active":(?:true|false)\}$/, '}');
}

type ListOptions = Partial<Omit<ListRoute, 'module' | 'path' | 'scope' | 'stream' | 'feed'>>;

function list(module: string, path: string, scope: string, stream: StreamName, options: ListOptions = {}): ListRoute {
  const defaults = {
    active: 'active' as const,
    sortFields: usual,
    filters: {},
    needsModifiedBound: false,
    takesIds: true,
    firstPage: 1,
    maxPageSize,
    paged: true,
  };
  return { feed: 'list', module, path, scope, stream, ...defaults, ...options };
}

function feed(
  module: string,
  path: string,
  scope: string,
  stream: StreamName,
  active: 'active' | 'none' = 'none',
): ExportRoute {
  return { feed: 'export', module, path: `export/${path}`, scope, stream, active };
}

const address: Record<string, Filter> = {
  name: { type: 'contains', path: 'name' },
  street: { type: 'contains', path: 'address.street' },
  unit: { type: 'text', path: 'address.unit' },
  city: { type: 'text', path: 'address.city' },
  state: { type: 'text', path: 'address.state' },
  zip: { type: 'text', path: 'address.zip' },
  country: { type: 'text', path: 'address.country' },
};
const contacts = {
  active: 'none',
  sortFields: [],
  send: withoutActive,
  needsModifiedBound: true,
  takesIds: false,
} as const;
const jobStatuses = ['Scheduled', 'Dispatched', 'InProgress', 'Hold', 'Completed', 'Canceled'];

/**
 * Everything that is served, from the OpenAPI files of 2026-05. One more endpoint is one more line here, with a generator
 * for its stream.
 */
export const routes: readonly Route[] = [
  list('settings', 'business-units', 'tn.stt.businessunits:r', 'business_units', {
    sortFields: [],
    filters: { name: { type: 'contains', path: 'name' } },
  }),
  feed('settings', 'business-units', 'tn.stt.businessunits:r', 'business_units'),
  list('settings', 'tag-types', 'tn.stt.tagtypes:r', 'tag_types', { takesIds: false }),
  feed('settings', 'tag-types', 'tn.stt.tagtypes:r', 'tag_types'),
  list('dispatch', 'zones', 'tn.dis.zones:r', 'zones', { takesIds: false }),
  list('marketing', 'campaigns', 'tn.mrk.campaigns:r', 'campaigns', {
    sortFields: [...usual, 'Name'],
    filters: {
      name: { type: 'contains', path: 'name' },
      campaignPhoneNumber: { type: 'text', path: 'campaignPhoneNumbers' },
    },
  }),
  list('memberships', 'membership-types', 'tn.mem.membershiptypes:r', 'membership_types', {
    filters: {
      duration: { type: 'integer', path: 'durationBilling.duration' },
      billingFrequency: { type: 'enum', path: 'durationBilling.billingFrequency', values: frequencies },
    },
  }),
  feed('memberships', 'membership-types', 'tn.mem.membershiptypes:r', 'membership_types'),
  list('crm', 'customers', 'tn.crm.customers:r', 'customers', { filters: address }),
  feed('crm', 'customers', 'tn.crm.customers:r', 'customers'),
  list('crm', 'customers/contacts', 'tn.crm.customers:r', 'customer_contacts', {
    ...contacts,
    filters: { customerIds: { type: 'integers', path: 'customerId' } },
  }),
  feed('crm', 'customers/contacts', 'tn.crm.customers:r', 'customer_contacts'),
  list('crm', 'locations', 'tn.crm.locations:r', 'locations', {
    filters: { ...address, customerId: { type: 'integer', path: 'customerId' } },
  }),
  feed('crm', 'locations', 'tn.crm.locations:r', 'locations'),
  list('crm', 'locations/contacts', 'tn.crm.locations:r', 'location_contacts', {
    ...contacts,
    filters: { locationIds: { type: 'integers', path: 'locationId' } },
  }),
  feed('crm', 'locations/contacts', 'tn.crm.locations:r', 'location_contacts'),
  list('memberships', 'memberships', 'tn.mem.memberships:r', 'memberships', {
    filters: {
      customerIds: { type: 'integers', path: 'customerId' },
      status: { type: 'enum', path: 'status', values: ['Active', 'Suspended', 'Expired', 'Canceled', 'Deleted'] },
      duration: { type: 'integer', path: 'duration' },
      billingFrequency: { type: 'enum', path: 'billingFrequency', values: frequencies },
    },
  }),
  feed('memberships', 'memberships', 'tn.mem.memberships:r', 'memberships'),
  list('jpm', 'jobs', 'tn.jpm.jobs:r', 'jobs', {
    active: 'none',
    send: withoutActive,
    sortFields: [...usual, 'Priority'],
    filters: {
      number: { type: 'text', path: 'jobNumber' },
      jobStatus: { type: 'enum', path: 'jobStatus', values: jobStatuses },
      priority: { type: 'text', path: 'priority' },
      projectId: { type: 'integer', path: 'projectId' },
      bookingId: { type: 'integer', path: 'bookingId' },
      customerId: { type: 'integer', path: 'customerId' },
      locationId: { type: 'integer', path: 'locationId' },
      soldById: { type: 'integer', path: 'soldById' },
      jobTypeId: { type: 'integer', path: 'jobTypeId' },
      campaignId: { type: 'integer', path: 'campaignId' },
      businessUnitId: { type: 'integer', path: 'businessUnitId' },
      invoiceId: { type: 'integer', path: 'invoiceId' },
      createdFromEstimateId: { type: 'integer', path: 'createdFromEstimateId' },
      estimateIds: { type: 'integers', path: 'estimateIds' },
      tagTypeIds: { type: 'integers', path: 'tagTypeIds' },
      completedOnOrAfter: { type: 'onOrAfter', path: 'completedOn' },
      completedBefore: { type: 'before', path: 'completedOn' },
    },
  }),
  feed('jpm', 'jobs', 'tn.jpm.jobs:r', 'jobs'),
  list('dispatch', 'appointment-assignments', 'tn.dis.appointmentassignments:r', 'appointment_assignments', {
    filters: { appointmentIds: { type: 'integers', path: 'appointmentId' }, jobId: { type: 'integer', path: 'jobId' } },
  }),
  feed('dispatch', 'appointment-assignments', 'tn.dis.appointmentassignments:r', 'appointment_assignments', 'active'),
  list('accounting', 'invoices', 'tn.acc.invoices:r', 'invoices', {
    active: 'activeState',
    filters: {
      statuses: { type: 'enum', path: 'syncStatus', values: statuses, many: true },
      batchId: { type: 'integer', path: 'batch.id' },
      batchNumber: { type: 'integer', path: 'batch.number' },
      jobId: { type: 'integer', path: 'job.id' },
      jobNumber: { type: 'text', path: 'job.number' },
      businessUnitId: { type: 'integer', path: 'businessUnit.id' },
      customerId: { type: 'integer', path: 'customer.id' },
      adjustmentToId: { type: 'integer', path: 'adjustmentToId' },
      number: { type: 'text', path: 'referenceNumber' },
      invoicedOnOrAfter: { type: 'onOrAfter', path: 'invoiceDate' },
      invoicedOnBefore: { type: 'before', path: 'invoiceDate' },
      dueDateOnOrAfter: { type: 'onOrAfter', path: 'dueDate' },
      dueDateBefore: { type: 'before', path: 'dueDate' },
      totalGreater: { type: 'more', path: 'total' },
      totalLess: { type: 'less', path: 'total' },
      reviewStatuses: {
        type: 'enum',
        path: 'reviewStatus',
        many: true,
        values: ['NeedsReview', 'OnHold', 'Reviewed', 'PendingApproval', 'Rejected', 'ReadyForBilling', 'Invoiced'],
      },
      invoiceConfigurations: {
        type: 'enum',
        path: 'invoiceConfiguration',
        many: true,
        values: [
          'JobInvoice',
          'ProjectInvoice',
          'CounterSales',
          'MembershipInvoice',
          'InterestChargeInvoice',
          'ARImportInvoice',
        ],
      },
    },
  }),
  feed('accounting', 'invoices', 'tn.acc.invoices:r', 'invoices'),
  feed('accounting', 'invoice-items', 'tn.acc.invoiceitems:r', 'invoice_items'),
  list('accounting', 'payments', 'tn.acc.payments:r', 'payments', {
    active: 'activeState',
    filters: {
      appliedToInvoiceIds: { type: 'integers', path: 'appliedTo.appliedTo' },
      appliedToReferenceNumber: { type: 'text', path: 'appliedTo.appliedToReferenceNumber' },
      batchId: { type: 'integer', path: 'batch.id' },
      businessUnitIds: { type: 'integers', path: 'businessUnit.id' },
      customerId: { type: 'integer', path: 'customer.id' },
      paidOnAfter: { type: 'onOrAfter', path: 'date' },
      paidOnBefore: { type: 'before', path: 'date' },
      totalGreater: { type: 'more', path: 'total' },
      totalLess: { type: 'less', path: 'total' },
    },
  }),
  feed('accounting', 'payments', 'tn.acc.payments:r', 'payments'),
];

/** The collections of the API facts whose rows are generated streams. */
export const coreStreams: Readonly<Record<string, StreamName>> = Object.fromEntries(
  routes.map(({ module, path, stream }) => [`${module}/${path.replace(/^export\//, '')}`, stream as StreamName]),
);

const byPath = new Map(routes.map((route) => [`${route.module}/${route.path}`, route]));
const url = /^\/([a-z-]+)\/v2\/tenant\/[^/]+\/(.+?)\/?$/;

/** The hand-made operation a path belongs to. */
export function matchRoute(method: string, path: string): Route | undefined {
  const [, module = '', rest = ''] = url.exec(path) ?? [];
  return method === 'GET' ? byPath.get(`${module}/${rest}`) : undefined;
}
