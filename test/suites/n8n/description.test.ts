/** What n8n shows of the node before it runs: the panel of actions, the menus, the fields. */
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { startEngine, type N8nEngine } from 'servicetitan-test/n8n-core';

let engine: N8nEngine;
let description: INodeTypeDescription;
let properties: readonly INodeProperties[];

beforeAll(async () => {
  engine = await startEngine();
  const { nodes } = await engine.describe();
  description = nodes.serviceTitan as unknown as INodeTypeDescription;
  ({ properties } = description);
}, 900_000);
afterAll(() => engine.close());

const named = (name: string): INodeProperties[] => properties.filter((property) => property.name === name);
const optionsOf = ({ options = [] }: INodeProperties): INodePropertyOptions[] => options as INodePropertyOptions[];
const shownFor = ({ displayOptions }: INodeProperties, condition: string): unknown[] =>
  displayOptions?.show?.[condition] ?? [];

interface Line {
  readonly heading: string;
  readonly action: string;
  readonly preset: Readonly<Record<string, unknown>>;
}

/** The panel's lines as n8n makes them: the first value of each display condition of an operation becomes a parameter. */
function panel(): Line[] {
  return named('resource').flatMap((list) =>
    optionsOf(list).flatMap(({ name, value }, _, { length }) => {
      const operations = named('operation').find((property) => shownFor(property, 'resource').includes(value));
      const show = length === 1 ? { resource: [value] } : (operations?.displayOptions?.show ?? {});
      const shown = Object.entries(show).map(([condition, values]) => [condition, values?.[0]] as const);
      return optionsOf(operations ?? list).map((operation) => ({
        heading: name,
        action: operation.action ?? '',
        preset: { ...Object.fromEntries(shown), operation: operation.value },
      }));
    }),
  );
}

describe('the panel of actions', () => {
  test('has a line for everything the node can do, each in words of its own', () => {
    const lines = panel().map(({ action }) => action);
    expect(lines.length).toBeGreaterThan(280);
    expect(new Set(lines).size).toBe(lines.length);
    for (const line of lines) expect(line).toMatch(/^[A-Z][a-z]+ [A-Za-z -]+$/);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Get many customers',
        'Get a customer',
        'Get changes of customers',
        'Get many AP bills',
        'Get an AP bill',
        'Get many GL account types',
        'Get many WBS segment items',
        'Get many payroll activity codes',
        'Get many reasons of canceled jobs',
      ]),
    );
  });

  test('each line opens the node at its module, resource and operation', () => {
    const groups = new Map(
      named('resource').flatMap((list) => optionsOf(list).map(({ value }) => [value, shownFor(list, 'group')[0]])),
    );
    for (const { action, preset } of panel())
      expect({ action, group: preset.group, resource: typeof preset.resource }).toEqual({
        action,
        group: groups.get(preset.resource as string),
        resource: 'string',
      });
  });
});

describe('the menus', () => {
  test('show modules in words, by name, and resources in the singular, by name', () => {
    const [group] = named('group');
    const modules = optionsOf(group!).map(({ name }) => name);
    expect(modules).toEqual([...modules].sort((a, b) => a.localeCompare(b)));
    expect(modules).toEqual(expect.arrayContaining(['Accounting', 'CRM', 'Job Planning', 'Payroll and Timesheets']));
    for (const list of named('resource')) {
      const names = optionsOf(list).map(({ name }) => name);
      expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
      expect(names.length).toBeLessThanOrEqual(30);
    }
  });

  test('open with something that works: customers', () => {
    const [group] = named('group');
    const lists = named('resource').filter((list) => shownFor(list, 'group').includes(group?.default));
    expect([group?.default, lists.map(({ default: value }) => value)]).toEqual(['crm', ['customers']]);
  });

  test('never offer a value that nothing follows', () => {
    for (const list of named('resource'))
      for (const { value } of optionsOf(list))
        expect(named('operation').filter((property) => shownFor(property, 'resource').includes(value))).toHaveLength(1);
  });
});

describe('the fields', () => {
  test('of one resource have one place each', () => {
    const resources = named('resource').flatMap((list) => optionsOf(list).map(({ value }) => value));
    for (const resource of resources)
      for (const operation of ['getAll', 'get', 'getChanges']) {
        const shown = properties.filter(
          (property) =>
            shownFor(property, 'resource').includes(resource) && shownFor(property, 'operation').includes(operation),
        );
        const names = shown.map(({ name }) => name);
        expect({ resource, operation, twice: names.filter((name, at) => names.indexOf(name) !== at) }).toEqual({
          ...{ resource, operation, twice: [] },
        });
      }
  });

  test('are typed as the API has them: choices, dates, switches, texts', () => {
    const filters = named('filters').find((property) => shownFor(property, 'resource').includes('jobs'));
    const types = Object.fromEntries((filters?.options as INodeProperties[]).map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({
      jobStatus: 'options',
      completedOnOrAfter: 'dateTime',
      hasUnusedAppointments: 'boolean',
      businessUnitId: 'options',
      tagTypeIds: 'multiOptions',
      customerId: 'string',
      ids: 'string',
      changedSince: 'dateTime',
    });
    expect(Object.keys(types)).not.toEqual(expect.arrayContaining(['page']));
  });

  test('are small enough to come with every page of the editor', () => {
    expect(JSON.stringify(description).length).toBeLessThan(350_000);
  });
});
