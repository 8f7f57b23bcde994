/** Report > Run: saved reports of the tenant, picked from its own lists, with their own parameters. */
import type { INodeParameters, ResourceMapperFields } from 'n8n-workflow';

import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';

let world: NodeWorld;

beforeAll(async () => {
  world = await startNodeWorld({
    tenants: [{ seed: 5, sizes: { customers: 40, invoices: 200 }, from: '2025-09-01', until: '2025-10-31' }],
    switches: { requestsPerSecond: 10_000, reportLimit: 'off' },
  });
}, 900_000);
afterAll(() => world.close());
afterEach(() => {
  Object.assign(world.simulator.switches, { reportLimit: 'off', reportMaxPageSize: 25_000, reportRunSeconds: 60 });
});

const invoiceParameters = { DateType: 1, From: '2025-09-10T00:00:00', To: '2025-10-20T00:00:00' };

const parameters = (more: INodeParameters = {}, values: object = invoiceParameters): INodeParameters => ({
  group: 'reports',
  resource: 'report',
  operation: 'run',
  category: { __rl: true, mode: 'list', value: 'operations' },
  report: { __rl: true, mode: 'list', value: '40175' },
  reportParameters: {
    ...{ mappingMode: 'defineBelow', value: values, matchingColumns: [], schema: [] },
    ...{ attemptToConvertTypes: false, convertFieldsToString: false },
  } as unknown as INodeParameters,
  returnAs: 'items',
  ...more,
});

const method = async (
  kind: 'listSearch' | 'resourceMapping',
  name: string,
  more: INodeParameters = {},
  filter?: string,
) =>
  (
    await world.engine.method({
      ...{ node: 'serviceTitan', kind, method: name, parameters: parameters(more) },
      ...(filter === undefined ? {} : { filter }),
    })
  ).value;

/** The invoices that the report has to have. */
const expected = () =>
  world.tenant
    .rows('invoices')
    .filter(
      ({ invoiceDate }) => String(invoiceDate) >= '2025-09-10' && String(invoiceDate).slice(0, 10) <= '2025-10-20',
    );

test("categories and reports are picked from the tenant's own lists", async () => {
  const { results } = (await method('listSearch', 'searchReportCategories')) as { results: unknown[] };
  expect(results).toContainEqual({ name: 'Operations', value: 'operations' });
  expect(await method('listSearch', 'searchReports', {}, 'invoice detail')).toEqual({
    results: [{ name: 'Invoice Detail by Date', value: '40175' }],
  });
  expect(await method('listSearch', 'searchReports', { category: { __rl: true, mode: 'id', value: '' } })).toEqual({
    results: [],
  });
});

test("the parameters are fields of their types, with the values that the report's description and the tenant's lists give", async () => {
  const { fields } = (await method('resourceMapping', 'getReportParameters')) as ResourceMapperFields;
  expect(fields.map(({ id, type, required }) => [id, type, required])).toEqual([
    ['DateType', 'options', true],
    ['From', 'dateTime', true],
    ['To', 'dateTime', true],
    ['BusinessUnitIds', 'string', false],
    ['IncludeInactive', 'boolean', false],
    ['At', 'time', false],
  ]);
  expect(fields[0]!.options).toContainEqual({ name: 'Invoice Date', value: 1 });
  const none = (await method('resourceMapping', 'getReportParameters', {
    report: { __rl: true, mode: 'id', value: '' },
  })) as ResourceMapperFields;
  expect(none).toEqual({ fields: [], emptyFieldsNotice: 'Choose the report first.' });
});

test('rows come as items under their labels, numbers as numbers; or under the names of the API', async () => {
  const items = await world.items(parameters());
  expect(items.map(({ json }) => json['Invoice #']).sort()).toEqual(
    expected()
      .map(({ referenceNumber }) => referenceNumber)
      .sort(),
  );
  expect(typeof items[0]!.json['Invoice Total']).toBe('number');
  expect(items[0]!.pairedItem).toEqual({ item: 0 });
  const [named] = await world.items(parameters({ options: { columnNames: 'name' } }));
  expect(Object.keys(named!.json)).toContain('InvoiceNumber');
});

test('by ID, by the names of business units, and as a CSV file with the digits that ServiceTitan sent', async () => {
  const [unit] = world.tenant.rows('business_units');
  const byId = parameters(
    {
      category: { __rl: true, mode: 'id', value: ' operations ' },
      report: { __rl: true, mode: 'id', value: ' 40175 ' },
      returnAs: 'csv',
    },
    { ...invoiceParameters, BusinessUnitIds: String(unit!.name) },
  );
  const [file, ...others] = await world.items(byId);
  expect(others).toEqual([]);
  const wanted = expected().filter(({ businessUnit }) => (businessUnit as { id: number }).id === unit!.id);
  expect(file!.json).toMatchObject({ report: 'Invoice Detail by Date', reportId: 40_175, rows: wanted.length });
  const text = Buffer.from(file!.binary!.data!.data, 'base64').toString();
  const [header, ...lines] = text.trimEnd().split('\r\n');
  expect(header).toBe('Invoice #,Invoice Date,Created at,Customer Name,Business Unit,Invoice Total,Paid in full');
  expect(lines).toHaveLength(wanted.length);
  for (const { referenceNumber, total } of wanted)
    expect(
      lines.some((line) => line.startsWith(`${String(referenceNumber)},`) && line.includes(`,${String(total)},`)),
    ).toBe(true);
  expect(file!.binary!.data!.fileName).toBe('Invoice Detail by Date.csv');
});

test("a report of several pages waits for the report's own limit, and says so in the log", async () => {
  Object.assign(world.simulator.switches, { reportLimit: 'page', reportRunSeconds: 3, reportMaxPageSize: 50 });
  world.simulator.clearRequests();
  const { items, error, log } = await world.run(parameters());
  expect(error).toBeNull();
  expect(items).toHaveLength(expected().length);
  const runs = world.simulator.requests.filter(({ path }) => path.endsWith('/data'));
  expect(runs.filter(({ status }) => status === 429)).toHaveLength(1);
  expect(runs.filter(({ status }) => status === 200).length).toBeGreaterThan(1);
  const said = log.map(({ message }) => message).join('\n');
  expect(said).toContain('429');
  expect(said).toContain('the next page may be asked for at');
}, 120_000);

test('parameters that do not fit are told all at once, with what the report takes', async () => {
  const { error } = await world.run(parameters({}, { DateType: 'Delivery Date', From: 'soon', Nonsense: 1 }));
  const { error: fit } = await world.run(
    parameters({}, { DateType: 'Delivery Date', From: '2025-09-01', Nonsense: 1 }),
  );
  expect(error?.message).toContain('From is not a date: soon');
  expect(fit?.message).toMatch(/DateType does not accept "Delivery Date".*no parameter Nonsense.*To is required/);
  expect(fit?.description).toContain('From (Date, required)');
});

test('a report or category that is not there: what there is instead', async () => {
  const { error } = await world.run(parameters({ report: { __rl: true, mode: 'id', value: '999' } }));
  expect(error?.message).toBe('The category "operations" has no report 999');
  expect(error?.description).toMatch(/There are: .*1000 "Built-in Report 1".* more\. IDs differ/);
  const other = await world.run(parameters({ category: { __rl: true, mode: 'id', value: 'sales' } }));
  expect(other.error?.message).toBe('ServiceTitan has no report category "sales"');
  expect(other.error?.description).toContain('operations');
});
