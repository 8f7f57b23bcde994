/** Saved reports as streams: what a data team sees from the form to the rows, and when the report changes under it. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { temporaryFolder } from '../support/connector';
import { errorsOf, logsOf, recordsOf, statesOf, statusesOf, type AirbyteStream } from '../support/protocol';
import { customers, invoices, reportingTenant, runsOf } from '../support/reports';
import { catalogOf, check, configured, discover, read, sourceConfig } from '../support/source';

const folder = temporaryFolder();
const stream = 'report_invoice_detail';
let simulator: Simulator;
let tenant: Tenant;

beforeEach(async () => {
  simulator = await startSimulator(reportingTenant);
  [tenant] = simulator.tenants;
});

afterEach(async () => {
  await simulator.close();
});

afterAll(() => {
  folder.remove();
});

const config = (...reports: unknown[]): Record<string, unknown> => sourceConfig(simulator, tenant, { reports });
const reportOf = (id: number) => tenant.reporting.reports.find((report) => report.id === id)!;

async function discovered(...reports: unknown[]): Promise<AirbyteStream[]> {
  const outcome = await discover(folder, config(...reports));
  expect(errorsOf(outcome.messages)).toEqual([]);
  const streams = outcome.messages.find(({ catalog }) => catalog !== undefined)!.catalog!.streams;
  return streams.filter(({ name }) => name.startsWith('report_'));
}

async function failure(...reports: unknown[]): Promise<string> {
  const outcome = await check(folder, config(...reports));
  const status = outcome.messages.find(({ connectionStatus }) => connectionStatus)!.connectionStatus!;
  expect(status.status).toBe('FAILED');
  return status.message!;
}

const runs = () => runsOf(simulator);

describe('discover', () => {
  test('a report is a stream whose columns are its fields, typed, with the label as title', async () => {
    const [first, second] = await discovered(customers, invoices);
    expect(first).toMatchObject({
      name: 'report_customer_list',
      supported_sync_modes: ['full_refresh'],
      source_defined_primary_key: [],
    });
    expect(first!.json_schema.properties).toEqual({
      CustomerId: { type: ['null', 'number'], title: 'Customer ID' },
      Name: { type: ['null', 'string'], title: 'Customer' },
      City: { type: ['null', 'string'], title: 'City' },
      Balance: { type: ['null', 'number'], title: 'Balance' },
      TaxExempt: { type: ['null', 'boolean'], title: 'Tax exempt' },
      Created: { type: ['null', 'string'], format: 'date-time', title: 'Customer since' },
      tenantId: expect.anything() as unknown,
    });
    expect(second).toMatchObject({
      name: stream,
      supported_sync_modes: ['full_refresh', 'incremental'],
      default_cursor_field: ['_report_date'],
      source_defined_cursor: true,
    });
    expect(second!.json_schema.properties).toHaveProperty('_report_date');
  });

  test('without configured reports nothing is asked about any', async () => {
    await discovered();
    expect(simulator.requests.filter(({ path }) => path.includes('reporting'))).toEqual([]);
  });
});

describe('check', () => {
  test('reports that fit are said to be connected, without a run', async () => {
    const outcome = await check(folder, config(customers, invoices));
    expect(outcome.messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus?.status).toBe(
      'SUCCEEDED',
    );
    expect(runs()).toEqual([]);
  });

  test('a category may be given by its name', async () => {
    expect(await discovered({ ...customers, category: 'OTHER' })).toHaveLength(1);
    expect(
      await discovered({
        name: 'Revenue',
        category: 'Business Unit Dashboard',
        report_id: '175',
        date_parameter: 'Date',
      }),
    ).toHaveLength(1);
  });

  test('a category that is not there: the message lists those that are', async () => {
    const message = await failure({ ...customers, category: 'Sales' });
    expect(message).toContain('"Sales"');
    expect(message).toContain('business-unit-dashboard ("Business Unit Dashboard")');
    expect(message).toContain('Saved Reports');
  });

  test('a report in another category: the message names it', async () => {
    const message = await failure({ ...customers, category: 'operations' });
    expect(message).toMatch(/40612 \("Customer List"\) is not in the category operations.* but in other/);
  });

  test('a report that was deleted: the message lists the reports of the category, beyond the first page', async () => {
    tenant.reporting.reports = tenant.reporting.reports.filter(({ id }) => id !== 40_612);
    tenant.reporting.reports.push({ ...reportOf(40_175), id: 77, name: 'The one that is left', category: 'other' });
    expect(await failure(customers)).toContain('77 "The one that is left"');
    expect(await failure({ ...invoices, report_id: 1 })).toContain('1000 "Built-in Report 1"');
  });

  test('parameters that do not fit are all named, with what the report takes', async () => {
    const message = await failure({
      ...invoices,
      parameters: [
        { name: 'Datetype', value: '1' },
        { name: 'BusinessUnitIds', value: '12' },
        { name: 'IncludeInactive', value: 'perhaps' },
        { name: 'To', value: '2025-01-01' },
      ],
    });
    expect(message).toContain('it has no parameter Datetype');
    expect(message).toContain('DateType is required and has no value');
    expect(message).toMatch(/BusinessUnitIds does not accept "12", but: \d+ "/);
    expect(message).toContain('IncludeInactive must be true or false');
    expect(message).toContain('To gets each day in turn');
    expect(message).toContain('DateType (Number, "Date Type", required, one of 1 "Invoice Date" | 2 "Creation Date"');
  });

  test('a value that the report does not accept: the message lists those it does', async () => {
    expect(await failure({ ...invoices, parameters: [{ name: 'DateType', value: '9' }] })).toContain(
      'DateType does not accept "9", but: 1 "Invoice Date", 2 "Creation Date", 3 "Payment Date"',
    );
  });

  test('a missing scope of reporting is named, whether it is for reports or for values', async () => {
    const all = tenant.scopes;
    tenant.scopes = all.filter((scope) => scope !== 'tn.rpr.reports:r');
    expect(await failure(customers)).toContain('tn.rpr.reports:r');
    tenant.scopes = all.filter((scope) => scope !== 'tn.rpr.dynamicvaluesets:r');
    const units = { name: 'BusinessUnitIds', value: '12' };
    const outcome = await check(folder, config({ ...invoices, parameters: [...invoices.parameters, units] }));
    expect(outcome.messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus?.status).toBe(
      'SUCCEEDED',
    );
  });

  test('two reports of one name cannot be told apart', async () => {
    expect(await failure(customers, { ...invoices, name: 'customer_list' })).toContain('report_customer_list');
  });
});

describe('a report that is run once', () => {
  test('every cell comes as ServiceTitan wrote it, dates with their local offset, and with the tenant', async () => {
    await simulator.close();
    simulator = await startSimulator({
      tenants: [{ seed: 4, sizes: { customers: 12, invoices: 12 }, exactNumbers: true }],
    });
    [tenant] = simulator.tenants;
    const [known] = await discovered(customers);
    const outcome = await read(folder, config(customers), { streams: [configured(known!, 'full_refresh')] });
    expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
    expect(recordsOf(outcome.messages, known!.name)).toHaveLength(12);
    for (const text of tenant.texts('customers')) {
      const id = /"id":(\d+)/.exec(text)![1]!;
      const balance = /"balance":([0-9.]+)/.exec(text)![1]!;
      const line = outcome.stdout.split('\n').find((each) => each.includes(`"CustomerId":${id},`))!;
      expect(line).toContain(`"Balance":${balance},`);
      expect(line).toMatch(/"Created":"\d{4}-\d{2}-\d{2}T00:00:00-07:00","tenantId":\d+\}/);
    }
    expect(statesOf(outcome.messages, known!.name).map(({ stream: { stream_state: state } }) => state)).toEqual([
      { complete: true },
    ]);
    expect(logsOf(outcome.messages).filter((line) => line.includes('Refresh the source schema'))).toEqual([]);
  });

  test('pages are asked for in the query and put together', async () => {
    simulator.switches.reportMaxPageSize = 15;
    const outcome = await read(folder, config(customers), catalogOf('full_refresh', 'report_customer_list'));
    expect(recordsOf(outcome.messages, 'report_customer_list').map(({ CustomerId: id }) => id)).toEqual(
      tenant.rows('customers').map(({ id }) => id),
    );
    expect(runs().map(({ query }) => Object.fromEntries(query).page)).toEqual(['1', '2', '3']);
  });

  test('rows that come or go between two pages end the read with an error that says so', async () => {
    simulator.switches.reportMaxPageSize = 15;
    simulator.afterRequest({
      path: /\/data$/,
      after: 1,
      run: () => {
        tenant.mutate({ action: 'add', stream: 'customers', count: 1 });
      },
    });
    const outcome = await read(folder, config(customers), catalogOf('full_refresh', 'report_customer_list'));
    const [error] = errorsOf(outcome.messages);
    expect([outcome.code, error!.failure_type]).toEqual([1, 'transient_error']);
    expect(error!.message).toContain('40 rows at first, 41 on page 2');
    expect(statesOf(outcome.messages, 'report_customer_list')).toEqual([]);
  });

  test('columns that came or went since discover: null for those that went, the new ones as they are, one warning', async () => {
    const [known] = await discovered(customers);
    const report = reportOf(40_612);
    const [city] = report.columns.filter(({ name }) => name === 'City');
    // between describing and running, which is the worst moment
    simulator.afterRequest({
      path: /\/reports\/40612$/,
      run: () => {
        report.columns = report.columns.filter(({ name }) => name !== 'Balance');
        report.columns.push({ ...city!, name: 'Town' });
      },
    });
    const outcome = await read(folder, config(customers), { streams: [configured(known!, 'full_refresh')] });
    expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
    for (const record of recordsOf(outcome.messages, known!.name)) {
      expect(record.Balance).toBeNull();
      expect(record.Town).toBe(record.City);
    }
    const warnings = logsOf(outcome.messages).filter((line) => line.includes('Refresh the source schema'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/without Balance.* with Town/);
  });

  test('a parameter that became required after it was described: what is missing, and what the report takes', async () => {
    const report = reportOf(40_612);
    simulator.afterRequest({
      path: /\/reports\/40612$/,
      run: () => {
        report.parameters = [{ ...reportOf(40_175).parameters[1]!, name: 'Since' }];
      },
    });
    const outcome = await read(folder, config(customers), catalogOf('full_refresh', 'report_customer_list'));
    const [error] = errorsOf(outcome.messages);
    expect([outcome.code, error!.failure_type]).toEqual([1, 'config_error']);
    expect(error!.message).toContain('Missed report parameter: [Since]');
    expect(error!.message).toContain('report_customer_list');
  });

  test('a report that is renamed is read all the same; one that is gone fails alone', async () => {
    reportOf(40_612).name = 'Clients';
    tenant.reporting.reports = tenant.reporting.reports.filter(({ id }) => id !== 40_175);
    const outcome = await read(
      folder,
      config(customers, invoices),
      catalogOf('full_refresh', 'report_customer_list', stream, 'business_units'),
    );
    expect(outcome.code).toBe(1);
    expect(statusesOf(outcome.messages, 'report_customer_list').at(-1)).toBe('COMPLETE');
    expect(statusesOf(outcome.messages, 'business_units').at(-1)).toBe('COMPLETE');
    expect(statusesOf(outcome.messages, stream).at(-1)).toBe('INCOMPLETE');
    expect(errorsOf(outcome.messages)).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('no report 40175') as string },
    ]);
  });
});

describe('limits of its own', () => {
  test('a refused run waits as long as ServiceTitan asks, says so, and holds up no other stream', async () => {
    Object.assign(simulator.switches, { reportLimit: 'page', reportRunSeconds: 2, reportMaxPageSize: 15 });
    const outcome = await read(
      folder,
      config(customers),
      catalogOf('full_refresh', 'report_customer_list', 'business_units', 'customers', 'invoices'),
    );
    expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
    expect(recordsOf(outcome.messages, 'report_customer_list')).toHaveLength(40);
    // the first wait is learned from one refusal, the second is kept without one
    expect(runs().map(({ status }) => status)).toEqual([200, 429, 200, 200]);
    expect(statusesOf(outcome.messages, 'report_customer_list')).toContain('RUNNING:RATE_LIMITED');
    const ends = outcome.messages.flatMap(({ trace }) =>
      trace?.stream_status?.status === 'COMPLETE' ? [trace.stream_status.stream_descriptor.name] : [],
    );
    expect(ends.at(-1)).toBe('report_customer_list');
    expect(logsOf(outcome.messages).filter((line) => line.includes("ServiceTitan's rate limit: going on"))).toEqual([]);
  });

  test('a conflict is tried again', async () => {
    simulator.faults.add({ path: /\/data$/, times: 2, effect: { kind: 'status', status: 409, body: 'problem' } });
    const outcome = await read(folder, config(customers), catalogOf('full_refresh', 'report_customer_list'));
    expect(runs().map(({ status }) => status)).toEqual([409, 409, 200]);
    expect(recordsOf(outcome.messages, 'report_customer_list')).toHaveLength(40);
  });
});
