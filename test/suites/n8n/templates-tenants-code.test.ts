/** The JavaScript of the templates for syncs, alerts and the connection watch, without an n8n around it. */
import { join } from 'node:path';

import { templatesFolder } from '../../support/n8n';

type Row = Readonly<Record<string, unknown>>;
interface Alert {
  alert: string;
  tenant: string;
  title: string;
  problem: string;
  event: string;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- CommonJS without types, as n8n runs it
const codeOf = (file: string): unknown => require(join(templatesFolder, 'src', 'code', file));
const { dueTenants } = codeOf('due-tenants.cjs') as {
  dueTenants: (known: Row) => { tenant: string; nextRunAt: string }[];
};
const { overdueOf } = codeOf('overdue.cjs') as { overdueOf: (known: Row) => { title: string; problem: string }[] };
const { resultOf } = codeOf('sync-result.cjs') as {
  resultOf: (answer: Row, run: Row) => { isFailed: boolean; isLogged: boolean; row: Row; alert: Row };
};
const { alertOf, ofAirbyte, sortOut } = codeOf('alerts.cjs') as {
  alertOf: (alert: Row, settings: Row) => Alert;
  ofAirbyte: (body: Row, tenants: Row[], settings: Row) => Alert | null;
  sortOut: (claims: Row[], rows: Row[], now: number) => { id: number; isNew: boolean }[];
};

const hour = 3_600_000;
const day = 24 * hour;

describe('who is due', () => {
  const after = { weekly: '2026-11-11T06:00:00Z', monthly: '2026-12-04T06:00:00Z' };
  const due = (schedule: string, now: string, tenants: Row[], settings: Row = { airbyteSyncs: 'in Airbyte' }) =>
    dueTenants({ tenants, schedule, after, settings, now: new Date(now) });
  const row = (tenant: string, more: Row = {}) => ({
    tenant,
    route: 'n8n',
    frequency: 'weekly',
    enabled: true,
    ...more,
  });

  test('by frequency; not who is off, and not whom Airbyte schedules, unless the settings want it', () => {
    const tenants = [
      row('pine'),
      row('oak'),
      row('elm', { frequency: 'monthly' }),
      row('fir', { enabled: false }),
      row('gum', { route: 'airbyte' }),
    ];
    const now = '2026-11-04T06:00:07Z';
    expect(due('weekly', now, tenants)).toMatchObject([{ tenant: 'oak', nextRunAt: after.weekly }, { tenant: 'pine' }]);
    expect(due('monthly', now, tenants)).toMatchObject([{ tenant: 'elm', nextRunAt: after.monthly }]);
    expect(due('own', now, tenants)).toEqual([]);
    expect(due('by hand', now, tenants).map(({ tenant }) => tenant)).toEqual(['elm', 'oak', 'pine']);
    const fromHere = due('weekly', now, tenants, { airbyteSyncs: 'from here' });
    expect(fromHere.map(({ tenant }) => tenant)).toEqual(['gum', 'oak', 'pine']);
  });

  test.each(['0 30 6 ? * WED', '0 0 7 ? * WED', '0 1 6 ? * WED', '0 59 6 ? * WED'])(
    'every moment of %s is taken once, by the tick of the hour that ends with it, however late that comes',
    (frequency) => {
      const ticks = Array.from({ length: 24 * 14 }, (_, at) => Date.parse('2026-11-02T00:00:00Z') + at * hour);
      const taken = ticks.filter((tick, at) => {
        const lateness = (at * 7919) % 50_000;
        return due('own', new Date(tick + lateness).toISOString(), [row('oak', { frequency })]).length === 1;
      });
      expect(taken.map((tick) => new Date(tick).toISOString())).toEqual([
        '2026-11-04T07:00:00.000Z',
        '2026-11-11T07:00:00.000Z',
      ]);
    },
  );
});

describe('what is overdue', () => {
  const now = new Date('2026-11-04T10:30:00Z');
  const settings = { graceHours: 3, airbyteWebUrl: 'https://a', n8nUrl: 'https://n' };
  const overdue = (known: Row) =>
    overdueOf({ tenants: [], runs: [], connections: [], jobs: [], settings, now, ...known });
  const ago = (time: number) => new Date(now.getTime() - time).toISOString();

  test.each([
    ['weekly', 7 * day + 2 * hour, false],
    ['weekly', 7 * day + 4 * hour, true],
    ['monthly', 31 * day, false],
    ['monthly', 32 * day, true],
    // Due at 6:00, three hours of grace
    ['0 0 6 * * ?', 4 * hour, false],
    ['0 0 6 * * ?', 5 * hour, true],
    ['0 0 8 * * ?', 20 * hour, false],
  ])('%s, with a last success %d ms ago: %s', (frequency, since, expected) => {
    const tenants = [{ tenant: 'oak', route: 'n8n', frequency, createdAt: ago(90 * day) }];
    const runs = [{ tenant: 'oak', status: 'succeeded', startedAt: ago(since) }];
    expect(overdue({ tenants, runs })).toHaveLength(expected ? 1 : 0);
    // A failure since then changes nothing
    const failed = { tenant: 'oak', status: 'failed', startedAt: ago(hour), message: 'No.' };
    expect(overdue({ tenants, runs: [failed, ...runs] })).toHaveLength(expected ? 1 : 0);
  });

  test('who never ran is overdue when a first sync should have succeeded since it was added', () => {
    const tenant = (age: number) => ({ tenant: 'oak', route: 'n8n', frequency: 'weekly', createdAt: ago(age) });
    expect(overdue({ tenants: [tenant(6 * day)] })).toEqual([]);
    expect(overdue({ tenants: [tenant(8 * day)] })[0]?.problem).toContain('None has succeeded yet.');
    expect(overdue({ tenants: [{ ...tenant(8 * day), enabled: false }] })).toEqual([]);
  });

  test('in Airbyte: not while one runs, but when one hangs; not when paused, manual or new; a connection that is gone', () => {
    const connection = {
      ...{ connectionId: 'c', name: 'Acme', workspaceId: 'w', status: 'active' },
      ...{ createdAt: (now.getTime() - 90 * day) / 1000, schedule: { cronExpression: '0 0 6 * * ? UTC' } },
    };
    const job = (status: string, age: number) => ({ jobId: 1, connectionId: 'c', status, startTime: ago(age) });
    const count = (more: Row, jobs: Row[]) => overdue({ connections: [{ ...connection, ...more }], jobs }).length;
    const old = job('succeeded', 2 * day);
    expect(count({}, [old])).toBe(1);
    expect(count({}, [job('running', 4 * hour), old])).toBe(0);
    expect(count({}, [job('running', 25 * hour), old])).toBe(1);
    expect(count({}, [job('failed', 4 * hour), old])).toBe(1);
    expect(count({ status: 'inactive' }, [old])).toBe(0);
    expect(count({ schedule: { scheduleType: 'manual' } }, [old])).toBe(0);
    expect(count({ createdAt: (now.getTime() - hour) / 1000 }, [])).toBe(0);
    const tenants = [{ tenant: 'oak', route: 'airbyte', connectionId: 'lost' }];
    expect(overdue({ tenants })[0]?.title).toBe('Airbyte has no connection for oak');
    expect(overdue({ tenants, connections: null })).toEqual([]);
  });

  test('a connection without a schedule is started by n8n, so its row says when', () => {
    const connections = [{ connectionId: 'c', name: 'Acme', status: 'active', schedule: { scheduleType: 'manual' } }];
    const row = { tenant: 'oak', name: 'Oak', route: 'airbyte', connectionId: 'c', frequency: 'weekly' };
    const known = { connections, tenants: [{ ...row, createdAt: ago(90 * day) }] };
    const ran = (age: number) => ({ runs: [{ tenant: 'oak', status: 'succeeded', startedAt: ago(age) }] });
    expect(overdue({ ...known, ...ran(6 * day) })).toEqual([]);
    expect(overdue({ ...known, ...ran(9 * day) })).toMatchObject([{ title: 'The sync of Oak is overdue' }]);
  });
});

describe('what became of a sync', () => {
  const run = {
    tenant: 'oak',
    name: 'Oak',
    route: 'n8n',
    startedAt: 'a',
    nextRunAt: null,
    sync: 's',
    runId: '7',
    logUrl: 'l',
  };

  test('a workflow that says nothing of what it delivered is a failure, and so is one without words', () => {
    expect(resultOf({ records: 3, rejects: 1 }, run)).toMatchObject({
      isFailed: false,
      row: { records: 3, rejects: 1 },
    });
    expect(resultOf({}, run)).toMatchObject({ isFailed: true, row: { status: 'failed' } });
    expect(resultOf({ error: '' }, run)).toMatchObject({ isFailed: true });
  });

  test('words of several lines are what happened and what to do', () => {
    const { row, alert } = resultOf({ error: 'It is full\nMake room' }, run);
    expect(row.message).toBe('It is full. Make room.');
    expect(alert).toMatchObject({ problem: 'It is full.', event: '' });
    expect(String(alert.whatToDo)).toMatch(/^Make room\./);
  });

  test('a job of Airbyte is in the log already; one that could not be started is not', () => {
    const airbyte = { ...run, route: 'airbyte' };
    const failed = resultOf({ error: 'The sync "Oak" failed (Airbyte job 12). Read the reason.' }, airbyte);
    expect(failed).toMatchObject({ isLogged: false, alert: { event: 'airbyte job 12' } });
    expect(resultOf({ records: 1, runId: '13' }, airbyte)).toMatchObject({ isLogged: false, isFailed: false });
    expect(resultOf({ error: 'Airbyte did not start the sync.' }, airbyte)).toMatchObject({ isLogged: true });
  });
});

describe('what is told', () => {
  const settings = { quietHours: 23, airbyteWebUrl: 'https://a' };
  const keyOf = (problem: string, tenant = 'oak') => alertOf({ tenant, title: 'Failed', problem }, settings).alert;

  test('the same failure has the same key whatever run it was; another tenant or another reason has another', () => {
    const one = keyOf('Job 12 failed: https://a/1 said 429 for 2f1b1c3e-0a1b-4c2d-8e3f-001122334455');
    expect(keyOf('Job 13 failed: https://a/2 said 503 for 3f1b1c3e-0a1b-4c2d-8e3f-001122334455')).toBe(one);
    expect(keyOf('Job 12 failed: https://a/1 said 429 for nobody')).not.toBe(one);
    expect(keyOf('Job 12 failed', 'elm')).not.toBe(keyOf('Job 12 failed'));
  });

  test('of several reports the first is told; dead claims and messages that did not get out hold nobody up', () => {
    const now = Date.parse('2026-11-04T10:00:00Z');
    const row = (id: number, state: string, age: number, more: Row = {}) => ({
      ...{ id, state, alert: 'a', event: '', at: new Date(now - age).toISOString() },
      ...more,
    });
    const claim = { id: 9, alert: 'a', event: '', quietHours: 23 };
    const isNew = (rows: Row[], more: Row = {}) => sortOut([{ ...claim, ...more }], rows, now)[0]?.isNew;
    const own = row(9, 'claimed', 0);
    expect(isNew([own])).toBe(true);
    expect(isNew([own, row(10, 'claimed', 0)])).toBe(true);
    expect(isNew([own, row(8, 'claimed', 0)])).toBe(false);
    expect(isNew([own, row(8, 'claimed', hour)])).toBe(true);
    expect(isNew([own, row(8, 'failed', 0)])).toBe(true);
    expect(isNew([own, row(8, 'sent', 22 * hour)])).toBe(false);
    expect(isNew([own, row(8, 'sent', 24 * hour)])).toBe(true);
    expect(isNew([own, row(8, 'sent', 24 * hour)], { quietHours: 720 })).toBe(false);
    expect(isNew([own, row(8, 'sent', 0, { alert: 'b' })])).toBe(true);
    // Two reports of one event, the first of which was a repeat itself
    const event = { event: 'airbyte job 7' };
    expect(isNew([own, row(8, 'repeat', 0, { ...event, alert: 'b' })], event)).toBe(false);
  });

  test('Airbyte’s summary says success in two ways, and some of what it posts is about no job', () => {
    expect(ofAirbyte({ text: 'ok', data: { isSuccess: true, jobId: 1 } }, [], settings)).toBeNull();
    const connection = { id: 'c', name: 'Acme', url: 'https://a/c' };
    expect(ofAirbyte({ text: 'Your sync was disabled', data: { connection } }, [], settings)).toMatchObject({
      ...{ tenant: 'Acme', title: 'Airbyte asks for attention: Acme', problem: 'Your sync was disabled', event: '' },
    });
    const failed = { connection, jobId: 4, isSuccess: false, errorMessage: 'No.', errorType: 'system_error' };
    const tenants = [{ tenant: 'acme', name: 'Acme Plumbing', connectionId: 'c' }];
    expect(ofAirbyte({ text: '', data: failed }, tenants, settings)).toMatchObject({
      ...{ tenant: 'acme', title: 'The sync of Acme Plumbing failed', problem: 'No.', event: 'airbyte job 4' },
    });
  });
});
