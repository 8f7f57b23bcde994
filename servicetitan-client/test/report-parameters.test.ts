import {
  describeParameters,
  resolveParameters,
  ServiceTitanError,
  type ReportApi,
  type ReportDefinition,
  type ReportParameter,
} from '../src/index';

const parameter = (name: string, more: Partial<ReportParameter>): ReportParameter => ({
  name,
  label: name,
  dataType: 'String',
  isArray: false,
  isRequired: false,
  acceptValues: null,
  ...more,
});

const definition: ReportDefinition = {
  id: 1,
  name: 'Any',
  modifiedOn: null,
  fields: [],
  parameters: [
    parameter('Count', { dataType: 'Number' }),
    parameter('Inactive', { dataType: 'Boolean' }),
    parameter('Since', { dataType: 'Date' }),
    parameter('At', { dataType: 'Time' }),
    parameter('Notes', { isArray: true }),
    parameter('Units', {
      dataType: 'Number',
      isArray: true,
      acceptValues: { values: null, dynamicSetId: 'business-units' },
    }),
    parameter('Type', {
      dataType: 'Number',
      acceptValues: { values: [[1, 'Invoice Date'], [2]], dynamicSetId: null },
    }),
  ],
};

function apiWith(values: ReportApi['values']): ReportApi {
  const never = () => Promise.reject(new Error('not asked for here'));
  return { categories: never, reports: never, describe: never, values };
}
const units = apiWith(() =>
  Promise.resolve([
    [11, 'HVAC'],
    [12, 'Plumbing'],
  ]),
);

const resolve = (values: Record<string, string>, api = units) =>
  resolveParameters(
    definition,
    Object.entries(values).map(([name, value]) => ({ name, value })),
    [],
    api,
  );

test('texts of the form become values of the types that the report declares', async () => {
  const given = { Count: '-1.50', Inactive: 'True', Since: '2026-02-28', At: '07:30', Notes: 'a, b', Type: '2' };
  expect(await resolve(given)).toEqual({
    problems: [],
    parameters: [
      { name: 'Count', value: -1.5 },
      { name: 'Inactive', value: true },
      { name: 'Since', value: '2026-02-28' },
      { name: 'At', value: '07:30' },
      { name: 'Notes', value: ['a', 'b'] },
      { name: 'Type', value: 2 },
    ],
  });
  expect((await resolve({ Notes: '["a, b","c"]' })).parameters).toEqual([{ name: 'Notes', value: ['a, b', 'c'] }]);
});

test("a value may be given by its name, also one of the tenant's own", async () => {
  expect((await resolve({ Type: 'invoice date', Units: 'Plumbing, 11' })).parameters).toEqual([
    { name: 'Type', value: 1 },
    { name: 'Units', value: [12, 11] },
  ]);
});

test.each([
  [{ Count: '1,5' }, 'Count must be a number'],
  [{ Count: '9007199254740993' }, 'Count must be a number'],
  [{ Inactive: 'yes' }, 'Inactive must be true or false'],
  [{ Since: '02/28/2026' }, 'Since must be a date as YYYY-MM-DD'],
  [{ Since: '2026-02-30' }, 'Since must be a date as YYYY-MM-DD'],
  [{ At: '25:00' }, 'At must be a time'],
  [{ Type: '3' }, 'Type does not accept "3", but: 1 "Invoice Date", 2'],
  [{ Units: '11, 13' }, 'Units does not accept "13", but: 11 "HVAC", 12 "Plumbing"'],
])('%j is refused: %s', async (given, problem) => {
  const { problems } = await resolve(given);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(problem);
});

test('a set that the app may not read, or that is too long, is left to ServiceTitan to check', async () => {
  const refused = new ServiceTitanError({ kind: 'missing_scope', failureType: 'config', message: 'no' });
  for (const values of [() => Promise.reject(refused), () => Promise.resolve(null)])
    expect(await resolve({ Units: '13' }, apiWith(values))).toEqual({
      problems: [],
      parameters: [{ name: 'Units', value: [13] }],
    });
});

test('an outage while a set is read is no wrong parameter', async () => {
  const outage = new ServiceTitanError({ kind: 'outage', failureType: 'transient', message: 'down' });
  await expect(
    resolve(
      { Units: '11' },
      apiWith(() => Promise.reject(outage)),
    ),
  ).rejects.toBe(outage);
});

test('what a report takes is told with types and accepted values', () => {
  expect(describeParameters(definition)).toContain('Units (list of Number, one of the set business-units)');
  expect(describeParameters(definition)).toContain('Type (Number, one of 1 "Invoice Date" | 2 "2")');
});
