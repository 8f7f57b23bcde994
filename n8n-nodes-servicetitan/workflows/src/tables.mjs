// The Data Tables that the templates share. Each template makes those it needs when they are not there.
import { node } from './nodes.mjs';

export const tables = {
  /** A row per tenant: what is known about its connection. No secret is ever in it. */
  servicetitan_tenants: {
    tenant: 'string', // key of the tenant in the system that ingests, unique
    name: 'string', // as people call it
    tenantId: 'string', // ServiceTitan's number
    environment: 'string', // production or integration
    route: 'string', // airbyte or n8n
    frequency: 'string', // in words: weekly, monthly, or a cron expression
    connectionId: 'string', // Airbyte's, for the route airbyte
    sourceId: 'string', // Airbyte's, for the route airbyte
    workflowId: 'string', // n8n's, for the route n8n: the tenant's own workflow, which holds its credential
    status: 'string', // Connected, Not Connected Yet or Attention
    statusMessage: 'string', // why, and what to do
    checkedAt: 'date', // when the status was found
    credentialsSince: 'date', // when the client secret was put in
    enabled: 'boolean',
  },
  /** A row per sync that is over, whoever ran it. */
  servicetitan_sync_runs: {
    tenant: 'string', // as in servicetitan_tenants
    sync: 'string', // name of the sync: Airbyte's connection or n8n's workflow
    route: 'string', // airbyte or n8n
    runId: 'string', // Airbyte's job id or n8n's execution id
    status: 'string', // succeeded, failed or cancelled
    startedAt: 'date',
    finishedAt: 'date',
    nextRunAt: 'date', // when it will run next, where the sync knows
    records: 'number', // written
    rejects: 'number', // refused by the format; empty when nobody counted
    message: 'string', // of a failure: what happened and what to do; of a success: which records were rejected
    logUrl: 'string', // where a person reads more
  },
  /** A row per failure that was reported, told or not. */
  servicetitan_alerts: {
    alert: 'string', // the same for the same failure of the same tenant
    event: 'string', // what happened, where several may report it: Airbyte's job; else empty
    tenant: 'string', // as in servicetitan_tenants; empty when it is about all
    title: 'string',
    state: 'string', // claimed (is about to be told), sent, repeat (not told again) or failed (could not be told)
    at: 'date', // when it was reported
  },
};

const byName = (value) => ({ __rl: true, mode: 'name', value });

export const ensureTable = (name, at) =>
  node(
    `Table ${name}`,
    'dataTable',
    1,
    at,
    {
      resource: 'table',
      operation: 'create',
      tableName: name,
      columns: { column: Object.entries(tables[name]).map(([column, type]) => ({ name: column, type })) },
      options: { createIfNotExists: true },
    },
    { executeOnce: true },
  );

/** Rows, newest first. `where` is a list of [column, condition, value]. */
export const readRows = (name, table, at, { where = [], limit } = {}) =>
  node(
    name,
    'dataTable',
    1,
    at,
    {
      resource: 'row',
      operation: 'get',
      dataTableId: byName(table),
      ...(where.length === 0 ? {} : { matchType: 'allConditions', filters: filters(where) }),
      ...(limit === undefined ? { returnAll: true } : { returnAll: false, limit }),
      orderBy: true,
      orderByColumn: 'createdAt',
      orderByDirection: 'DESC',
    },
    { executeOnce: true, alwaysOutputData: true },
  );

const filters = (where) => ({
  conditions: where.map(([keyName, condition, keyValue]) => ({ keyName, condition, keyValue })),
});

const columns = (table, values) => ({
  mappingMode: 'defineBelow',
  value: values,
  matchingColumns: [],
  schema: Object.keys(values).map((id) => ({
    id,
    displayName: id,
    required: false,
    defaultMatch: false,
    display: true,
    type: tables[table][id] === 'date' ? 'dateTime' : tables[table][id],
    canBeUsedToMatch: true,
  })),
});

export const insertRow = (name, table, at, values, more = {}) =>
  node(
    name,
    'dataTable',
    1,
    at,
    {
      resource: 'row',
      operation: 'insert',
      dataTableId: byName(table),
      columns: columns(table, values),
      options: {},
    },
    more,
  );

/** Changes the rows that are found. */
export const updateRows = (name, table, at, where, values, more = {}) =>
  node(
    name,
    'dataTable',
    1,
    at,
    {
      resource: 'row',
      operation: 'update',
      dataTableId: byName(table),
      matchType: 'allConditions',
      filters: filters(where),
      columns: columns(table, values),
      options: {},
    },
    more,
  );

export const deleteRows = (name, table, at, where, more = {}) =>
  node(
    name,
    'dataTable',
    1,
    at,
    {
      resource: 'row',
      operation: 'deleteRows',
      dataTableId: byName(table),
      matchType: 'allConditions',
      filters: filters(where),
      options: {},
    },
    more,
  );

/** Changes the row where `column` has `value`, or adds one. */
export const upsertRow = (name, table, at, [column, value], values, more = {}) =>
  node(
    name,
    'dataTable',
    1,
    at,
    {
      resource: 'row',
      operation: 'upsert',
      dataTableId: byName(table),
      matchType: 'allConditions',
      filters: filters([[column, 'eq', value]]),
      columns: columns(table, values),
      options: {},
    },
    more,
  );
