/** A report read day by day: each day once, also when the backfill is killed, and the days of the lookback again. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { finish, sourceProgram, start, temporaryFolder, type Outcome } from '../support/connector';
import { errorsOf, recordsOf, stateFile, statesOf, type AirbyteMessage } from '../support/protocol';
import { dayMs, dayOf, daysBefore, invoices, reportingTenant, runsOf } from '../support/reports';
import { catalogOf, read, sourceConfig } from '../support/source';

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

const sync = (reports: unknown[], mode: 'full_refresh' | 'incremental', state?: unknown[]): Promise<Outcome> =>
  read(folder, config(...reports), catalogOf(mode, stream), state);

/** Invoice numbers of a day, as the tenant's own rows have them. */
const numbersOf = (day: string): string[] =>
  tenant
    .rows('invoices')
    .filter((row) => String(row.invoiceDate).startsWith(day))
    .map((row) => String(row.referenceNumber))
    .sort();

function rowsByDay(...outcomes: Outcome[]): Map<string, string[]> {
  const days = new Map<string, string[]>();
  for (const record of outcomes.flatMap(({ messages }) => recordsOf(messages, stream))) {
    const day = String(record._report_date);
    days.set(day, [...(days.get(day) ?? []), String(record.InvoiceNumber)].sort());
  }
  return days;
}

const runs = () => runsOf(simulator);

const dated = (days: number, more: object = {}) => ({ ...invoices, start_date: daysBefore(days), ...more });

test('one run for each day that is over, its rows marked with it, and a state after each', async () => {
  const outcome = await sync([dated(6)], 'incremental');
  expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
  const days = rowsByDay(outcome);
  const wanted = Array.from({ length: 7 }, (_, index) => daysBefore(6 - index));
  expect(wanted.flatMap(numbersOf).length).toBeGreaterThan(7);
  for (const day of wanted) expect([day, days.get(day) ?? []]).toEqual([day, numbersOf(day)]);
  expect(runs()).toHaveLength(7);
  expect(statesOf(outcome.messages, stream).map(({ stream: { stream_state: state } }) => state)).toEqual(
    wanted.map((_, index) => ({
      nextDay: dayOf(Date.parse(wanted[index]!) + dayMs),
      complete: index === wanted.length - 1,
    })),
  );
});

test('a backfill that is killed goes on with the day it had not finished', async () => {
  simulator.switches.latencyMs = 120;
  const args = (name: string, content: unknown) => [`--${name}`, folder.file(`kill-${name}.json`, content)];
  const child = start(sourceProgram, [
    'read',
    ...args('config', config(dated(14))),
    ...args('catalog', catalogOf('incremental', stream)),
  ]);
  let seen = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    if ((seen.match(/"type":"STATE"/g) ?? []).length >= 4) child.kill('SIGKILL');
  });
  const killed = await finish(child);
  expect(killed.signal).toBe('SIGKILL');
  simulator.switches.latencyMs = 0;
  const whole: AirbyteMessage[] = killed.stdout
    .slice(0, killed.stdout.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AirbyteMessage);
  const state = stateFile(whole);
  const { nextDay } = statesOf(whole, stream).at(-1)!.stream.stream_state;
  simulator.clearRequests();
  const resumed = await sync([dated(14)], 'incremental', state);
  expect(resumed.code).toBe(0);
  const done = (Date.parse(String(nextDay)) - Date.parse(daysBefore(14))) / dayMs;
  expect(done).toBeGreaterThanOrEqual(4);
  expect(runs()).toHaveLength(15 - done);
  const days = rowsByDay({ ...killed, messages: whole }, resumed);
  for (let back = 14; back >= 0; back -= 1)
    expect(new Set(days.get(daysBefore(back)) ?? [])).toEqual(new Set(numbersOf(daysBefore(back))));
});

test('after a finished sync the days of the lookback are read again, and no others', async () => {
  const state = [
    {
      type: 'STREAM',
      stream: { stream_descriptor: { name: stream }, stream_state: { nextDay: daysBefore(1), complete: true } },
    },
  ];
  const outcome = await sync([dated(20, { lookback_days: 3 })], 'incremental', state);
  const wanted = [4, 3, 2, 1, 0].map(daysBefore);
  expect(runs()).toHaveLength(wanted.length);
  const days = rowsByDay(outcome);
  for (const day of wanted) expect(days.get(day) ?? []).toEqual(numbersOf(day));
});

test('a sync on the same day runs nothing and keeps its place', async () => {
  const first = await sync([dated(1)], 'incremental');
  simulator.clearRequests();
  const second = await sync([dated(1)], 'incremental', stateFile(first.messages));
  expect(runs()).toEqual([]);
  expect(statesOf(second.messages, stream).map(({ stream: { stream_state: state } }) => state)).toEqual([
    statesOf(first.messages, stream).at(-1)!.stream.stream_state,
  ]);
});

test('a full refresh reads every day from the first one and leaves one state', async () => {
  const outcome = await sync([dated(3)], 'full_refresh');
  expect(runs()).toHaveLength(4);
  expect(statesOf(outcome.messages, stream)).toHaveLength(1);
});

test('a state that is no day is a configuration error that says how to go on', async () => {
  const state = [
    { type: 'STREAM', stream: { stream_descriptor: { name: stream }, stream_state: { nextDay: 'soon' } } },
  ];
  const outcome = await sync([dated(3)], 'incremental', state);
  expect(errorsOf(outcome.messages)).toMatchObject([
    { failure_type: 'config_error', message: expect.stringContaining('nextDay') as string },
  ]);
});

test('a report with one date parameter is run for each day too', async () => {
  const revenue = {
    name: 'Revenue',
    category: 'business-unit-dashboard',
    report_id: 175,
    date_parameter: 'Date',
    start_date: daysBefore(2),
  };
  const outcome = await read(folder, config(revenue), catalogOf('incremental', 'report_revenue'));
  expect(runs()).toHaveLength(3);
  expect(
    recordsOf(outcome.messages, 'report_revenue')
      .map(({ InvoiceNumber: number }) => number)
      .sort(),
  ).toEqual([2, 1, 0].flatMap((back) => numbersOf(daysBefore(back))).sort());
});
