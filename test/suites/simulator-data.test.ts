/** The generated tenant: real-looking, consistent, the same for a seed, and changed as a tenant changes. */
import {
  startSimulator,
  streamNames,
  type Mutation,
  type Simulator,
  type Tenant,
  type TenantOptions,
} from '../simulator';
import { connect } from '../support/simulator-api';

type Row = Record<string, unknown>;
let simulator: Simulator;
let tenant: Tenant;
const open: Simulator[] = [];

async function start(options: TenantOptions = {}): Promise<Tenant> {
  const started = await startSimulator({ tenants: [options] });
  open.push(started);
  return started.tenants[0];
}

beforeAll(async () => {
  tenant = await start({ seed: 21, sizes: { customers: 700, invoices: 1200 } });
  [simulator] = open as [Simulator];
});

afterAll(() => Promise.all(open.map((started) => started.close())));

const ids = (of: Tenant, stream: (typeof streamNames)[number]) => new Set(of.rows(stream).map(({ id }) => id));
const member = (row: Row, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Row | null)?.[name], row);
const cents = (money: unknown) => Math.round(Number(money) * 100);

test('a seed gives the same data every time, another seed another', async () => {
  const [same, other] = [
    await start({ seed: 21, sizes: { customers: 50, invoices: 80 } }),
    await start({ seed: 22, sizes: { customers: 50, invoices: 80 } }),
  ];
  const again = await start({ seed: 21, sizes: { customers: 50, invoices: 80 } });
  for (const stream of streamNames) {
    expect([...again.texts(stream)]).toEqual([...same.texts(stream)]);
    expect([...other.texts(stream)]).not.toEqual([...same.texts(stream)]);
  }
});

test.each([
  ['customer_contacts', 'customerId', 'customers'],
  ['locations', 'customerId', 'customers'],
  ['locations', 'zoneId', 'zones'],
  ['location_contacts', 'locationId', 'locations'],
  ['memberships', 'customerId', 'customers'],
  ['memberships', 'membershipTypeId', 'membership_types'],
  ['memberships', 'businessUnitId', 'business_units'],
  ['customers', 'mergedToId', 'customers'],
  ['jobs', 'customerId', 'customers'],
  ['jobs', 'locationId', 'locations'],
  ['jobs', 'campaignId', 'campaigns'],
  ['jobs', 'businessUnitId', 'business_units'],
  ['appointment_assignments', 'jobId', 'jobs'],
  ['invoices', 'customer.id', 'customers'],
  ['invoices', 'location.id', 'locations'],
  ['invoices', 'job.id', 'jobs'],
  ['invoices', 'businessUnit.id', 'business_units'],
  ['invoices', 'adjustmentToId', 'invoices'],
  ['invoice_items', 'invoiceId', 'invoices'],
  ['payments', 'customer.id', 'customers'],
] as const)('every %s.%s is one of the %s', (stream, path, target) => {
  const known = ids(tenant, target);
  const values = tenant
    .rows(stream)
    .map((row) => member(row, path))
    .filter((value) => value !== null && value !== undefined);
  expect(values.length).toBeGreaterThan(0);
  expect(values.filter((value) => !known.has(value))).toEqual([]);
});

test('ids are 8 or 9 digits, unique, and grow', () => {
  for (const stream of streamNames) {
    const all = tenant.rows(stream).map(({ id }) => id as number);
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
    expect(all.every((id) => /^\d{8,9}$/.test(String(id)))).toBe(true);
  }
});

test('an invoice adds up: items, tax, payments, balance', () => {
  const items = tenant.rows('invoice_items');
  const paid = new Map<unknown, number>();
  for (const { appliedTo } of tenant.rows('payments') as {
    appliedTo: { appliedTo: number; appliedAmount: string }[];
  }[])
    for (const part of appliedTo) paid.set(part.appliedTo, (paid.get(part.appliedTo) ?? 0) + cents(part.appliedAmount));
  expect(paid.size).toBeGreaterThan(100);
  for (const invoice of tenant.rows('invoices')) {
    const lines = items.filter(({ invoiceId }) => invoiceId === invoice.id);
    const shown = (invoice.items as Row[]).map((item) => ({ ...item, active: invoice.active, invoiceId: invoice.id }));
    expect(lines).toEqual(shown);
    expect(cents(invoice.subTotal)).toBe(lines.reduce((sum, line) => sum + cents(line.total), 0));
    expect(cents(invoice.total)).toBe(cents(invoice.subTotal) + cents(invoice.salesTax));
    expect(cents(invoice.balance)).toBe(cents(invoice.total) - (paid.get(invoice.id) ?? 0));
    expect(invoice.paidOn !== null).toBe(cents(invoice.balance) === 0);
  }
});

test('an adjustment is negative and numbered after the invoice it corrects', () => {
  const invoices = tenant.rows('invoices');
  const adjustments = invoices.filter(({ adjustmentToId }) => adjustmentToId !== null);
  expect(adjustments.length).toBeGreaterThan(5);
  for (const adjustment of adjustments) {
    const original = invoices.find(({ id }) => id === adjustment.adjustmentToId)!;
    expect(adjustment.referenceNumber).toBe(`${String(original.referenceNumber)}-1`);
    expect(Number(adjustment.total)).toBeLessThan(0);
    expect([member(adjustment, 'customer.id'), member(adjustment, 'job.id')]).toEqual([
      member(original, 'customer.id'),
      member(original, 'job.id'),
    ]);
  }
});

test('the traps of real data are there', () => {
  const customers = tenant.rows('customers');
  const names = customers.map(({ name }) => name as string).join('\n');
  for (const trap of ['"', ',', '&', "'", 'ñ', '☀️', '  ']) expect(names).toContain(trap);
  expect(new Set(customers.map(({ type }) => type))).toEqual(new Set(['Residential', 'Commercial']));
  expect(customers.some((row) => member(row, 'address.street') === '')).toBe(true);
  expect(customers.some(({ active, mergedToId }) => active === false && mergedToId !== null)).toBe(true);
  expect(customers.some(({ active, mergedToId }) => active === false && mergedToId === null)).toBe(true);
  expect(customers.every((row) => /^\d{5}(-\d{4})?$/.test(member(row, 'address.zip') as string))).toBe(true);
  const contacts = tenant.rows('customer_contacts');
  const spellings = new Set(
    contacts.filter(({ type }) => type === 'Phone').map(({ value }) => (value as string).replace(/\d/g, '9')),
  );
  expect(spellings.size).toBeGreaterThanOrEqual(6);
  expect(contacts.some(({ value }) => value === 'no@email.com')).toBe(true);
  const invoices = tenant.rows('invoices');
  expect(new Set(invoices.map(({ syncStatus }) => syncStatus))).toEqual(new Set(['Pending', 'Posted', 'Exported']));
  expect(invoices.some(({ summary }) => (summary as string | null)?.includes('\u2028') === true)).toBe(true);
  expect(invoices.some(({ customFields }) => customFields === null)).toBe(true);
  expect(invoices.some(({ invoiceDate }) => invoiceDate === null)).toBe(true);
  expect(
    invoices.every(({ total, dueDate }) => typeof total === 'string' && /T00:00:00Z$/.test(dueDate as string)),
  ).toBe(true);
  expect(new Set(tenant.rows('memberships').map(({ status }) => status)).size).toBe(5);
});

test('stamps have every number of fraction digits, and rows share milliseconds', () => {
  const stamps = tenant.rows('invoices').map(({ modifiedOn }) => modifiedOn as string);
  const digits = stamps.map((stamp) => /\.(\d+)Z$/.exec(stamp)?.[1]?.length ?? 0);
  expect(new Set(digits)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
  expect(stamps.every((stamp) => !/\.\d*0Z$/.test(stamp))).toBe(true);
  const perMs = new Map<number, Set<string>>();
  for (const stamp of stamps) perMs.set(Date.parse(stamp), (perMs.get(Date.parse(stamp)) ?? new Set()).add(stamp));
  expect([...perMs.values()].filter((different) => different.size > 1).length).toBeGreaterThan(3);
  expect(new Set(stamps).size).toBeLessThan(stamps.length);
  expect(
    tenant
      .rows('invoices')
      .every(({ createdOn, modifiedOn }) => Date.parse(createdOn as string) <= Date.parse(modifiedOn as string)),
  ).toBe(true);
});

test('exact numbers are 19-digit ids and long decimals, written as numbers and consistent across streams', async () => {
  const exact = await start({ seed: 3, exactNumbers: true, sizes: { customers: 30, invoices: 30 } });
  const [first] = exact.texts('customers');
  const id = /^\{"id":(\d+),/.exec(first!)![1]!;
  expect(id).toMatch(/^9007199254\d{9}$/);
  expect(BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
  expect([...exact.texts('customer_contacts')].some((text) => text.includes(`"customerId":${id},`))).toBe(true);
  expect([...exact.texts('locations')].join('')).toMatch(/"latitude":-?\d+\.\d{18,}/);
  exact.mutate({ action: 'edit', stream: 'customers', id, fields: { name: 'Edited' } });
  expect(
    exact
      .text('customers', id)
      .replace(/"modifiedOn":"[^"]*"/, '')
      .replace('Edited', ''),
  ).toBe(first!.replace(/"modifiedOn":"[^"]*"/, '').replace(/(?<="name":")(?:[^"\\]|\\.)*/, ''));
  const client = await connect(open.at(-1)!);
  const reply = await client.get('/crm/v2/tenant/{tenant}/locations', { customerId: id });
  expect(reply.text).toContain(`"customerId":${id},`);
});

const change = (mutation: Mutation) => {
  simulator.clock.set('2026-04-05T06:07:08.9Z');
  return simulator.mutate(tenant.tenantId, mutation);
};
const customer = (id: string) => JSON.parse(tenant.text('customers', id)) as Row;

test('an edit changes what it names, deep members too, and stamps the row', () => {
  const id = String(tenant.rows('customers')[10]!.id);
  const before = customer(id);
  change({ action: 'edit', stream: 'customers', id, fields: { 'address.street': '1 New Way', unheardOf: 1 } });
  const { modifiedOn, ...after } = customer(id);
  expect(modifiedOn).toMatch(/^2026-04-05T06:07:08\.9\d*Z$/);
  expect(after).toEqual({
    ...before,
    modifiedOn: undefined,
    address: { ...(before.address as Row), street: '1 New Way' },
    unheardOf: 1,
  });
});

test('customers are added, merged, deactivated, activated and deleted', () => {
  const { ids: added } = change({ action: 'add', stream: 'customers', count: 2, fields: { name: 'New One' } });
  const [first, second] = added as [string, string];
  expect(customer(first)).toMatchObject({ name: 'New One', active: true, mergedToId: null });
  expect(customer(first).createdOn).toBe(customer(first).modifiedOn);
  change({ action: 'merge', stream: 'customers', id: first, intoId: second });
  expect(customer(first)).toMatchObject({ active: false, mergedToId: Number(second) });
  change({ action: 'deactivate', stream: 'customers', id: second });
  expect(customer(second).active).toBe(false);
  change({ action: 'activate', stream: 'customers', id: second });
  expect(customer(second).active).toBe(true);
  change({ action: 'delete', stream: 'customers', id: second });
  expect(customer(second).active).toBe(false);
});

test('two edits never get one stamp unless they are asked to', () => {
  const stamps = Array.from({ length: 20 }, (_, row) => {
    const [id = ''] = change({
      action: 'edit',
      stream: 'customers',
      id: tenant.rows('customers')[row]!.id as number,
    }).ids;
    return customer(id).modifiedOn as string;
  });
  expect(new Set(stamps).size).toBe(20);
});

test('an added invoice brings its items and its job', () => {
  const { ids: added } = change({ action: 'add', stream: 'invoices', count: 40 });
  const known = { items: tenant.rows('invoice_items'), jobs: ids(tenant, 'jobs') };
  for (const id of added) {
    const invoice = JSON.parse(tenant.text('invoices', id)) as { items: Row[]; job: { id: number } | null };
    expect(known.items.filter(({ invoiceId }) => invoiceId === Number(id)).map(({ id: item }) => item)).toEqual(
      invoice.items.map(({ id: item }) => item),
    );
  }
  expect(new Set(known.items.map(({ id }) => id)).size).toBe(known.items.length);
});

test.each([
  [{ action: 'edit', stream: 'customers', id: 1 }, 'no row with the id 1'],
  [{ action: 'edit', stream: 'customers', id: 100_000_000, modifiedOn: 'soon' }, 'not a moment: soon'],
  [{ action: 'add', stream: 'customers', fields: { id: 5 } }, 'gives added rows their ids'],
] as [Mutation, string][])('%j is refused', (mutation, message) => {
  expect(() => simulator.mutate(tenant.tenantId, mutation)).toThrow(message);
});

test('days of business come on top of the data, the same ones for a seed, stamped after it ends', async () => {
  const sizes = { customers: 120, invoices: 250 };
  const [none, two, three] = [await start({ sizes }), await start({ sizes, days: 2 }), await start({ sizes, days: 3 })];
  const counted = (of: Tenant) => of.count('invoices');
  expect([counted(two) - counted(none), counted(three) - counted(none)]).toEqual([6, 9]);
  two.playDay();
  for (const stream of streamNames) expect([...two.texts(stream)]).toEqual([...three.texts(stream)]);
  const played = three.rows('customers').filter(({ modifiedOn }) => (modifiedOn as string) >= '2025-10-31');
  expect(played.length).toBeGreaterThan(6);
  expect(played.some(({ mergedToId, active }) => mergedToId !== null && active === false)).toBe(true);
  const days = [...new Set(played.map(({ modifiedOn }) => (modifiedOn as string).slice(0, 10)))].sort();
  expect(days).toEqual(['2025-10-31', '2025-11-01', '2025-11-02']);
});
