/** The JavaScript of the templates' Code nodes, without an n8n around it. */
import { join } from 'node:path';

import { compileFormat } from 'legacy-format';
import { legacyFormats } from 'servicetitan-specs';

import { cronProblem } from '../../airbyte';
import { templatesFolder } from '../../support/n8n';
import { templateOf } from '../../support/n8n-templates';

interface Schedule {
  after(moment: Date): Date | null;
  before(moment: Date): Date | null;
}
interface Client {
  problems: string[];
  key: string;
  cron: string;
}
interface Entry {
  name: string;
  status: string;
  why: string;
  isOverdue: boolean;
  isRunning: boolean;
  next: Date | null;
  last: { records: number; rejects: number | null } | null;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- CommonJS without types, as n8n runs it
const codeOf = (file: string): unknown => require(join(templatesFolder, 'src', 'code', file));
const { quartz } = codeOf('quartz.cjs') as { quartz: (expression: string) => Schedule | null };
const { clientOf, scheduleOf } = codeOf('client-form.cjs') as {
  clientOf: (form: Record<string, string>, settings: Record<string, string>, now: Date) => Client;
  scheduleOf: (frequency: string, options: Record<string, string | number>) => string;
};
const { entriesOf } = codeOf('tenants-status.cjs') as { entriesOf: (known: Record<string, unknown>) => Entry[] };

describe('schedules', () => {
  // A Wednesday
  const now = new Date('2026-11-04T10:30:00Z');

  test.each([
    ['0 15 6 ? * MON UTC', '2026-11-09T06:15:00Z', '2026-11-02T06:15:00Z'],
    ['0 0 6 1 * ?', '2026-12-01T06:00:00Z', '2026-11-01T06:00:00Z'],
    ['0 0 6 L * ?', '2026-11-30T06:00:00Z', '2026-10-31T06:00:00Z'],
    ['0 30 * * * ?', '2026-11-04T11:30:00Z', '2026-11-04T10:30:00Z'],
    ['0 0 0/6 * * ?', '2026-11-04T12:00:00Z', '2026-11-04T06:00:00Z'],
    ['0 0 8,20 ? * 2-6', '2026-11-04T20:00:00Z', '2026-11-04T08:00:00Z'],
    ['0 0 6 ? * 2#1', '2026-12-07T06:00:00Z', '2026-11-02T06:00:00Z'],
    ['0 0 6 ? * FRIL', '2026-11-27T06:00:00Z', '2026-10-30T06:00:00Z'],
    ['0 0 6 29 FEB ?', '2028-02-29T06:00:00Z', '2024-02-29T06:00:00Z'],
    ['0 0 6 1 1 ? 2027', '2027-01-01T06:00:00Z', null],
  ])('%s', (expression, after, before) => {
    const schedule = quartz(expression);
    expect(schedule?.after(now)).toEqual(new Date(after));
    expect(schedule?.before(now)).toEqual(before === null ? null : new Date(before));
  });

  test.each([
    '0 6 * * 1',
    '0 * * * * ?',
    '0 0/5 * * * ?',
    '0 0 25 * * ?',
    '0 0 6 * * MON',
    '0 0 6 ? * ?',
    '',
    'weekly',
  ])('none of "%s", as Airbyte says too', (expression) => {
    expect(quartz(expression)).toBeNull();
    expect(cronProblem(expression)).not.toBeNull();
  });

  test('every client starts in the night of its own clock, at a minute of its own, by a cron that Airbyte takes', () => {
    const timeZones = ['America/New_York', 'Pacific/Honolulu', 'Australia/Sydney', 'UTC'];
    for (const timeZone of timeZones)
      for (const frequency of ['Weekly', 'Monthly']) {
        const cron = scheduleOf(frequency, { timeZone, key: 'acme', startAt: '02:00', year: 2026 });
        expect([cron, cronProblem(cron)]).toEqual([cron, null]);
        const start = quartz(cron)?.after(new Date('2026-01-05T12:00:00Z'));
        const local = new Intl.DateTimeFormat('en-US', {
          timeZone,
          weekday: 'short',
          day: 'numeric',
          hour: 'numeric',
          hourCycle: 'h23',
        });
        const parts = Object.fromEntries(
          local.formatToParts(start ?? undefined).map(({ type, value }) => [type, value]),
        );
        // Sydney's summer is in January: an hour later by its clock
        expect(['02', '03']).toContain(parts.hour);
        if (frequency === 'Weekly') expect(parts.weekday).toBe('Mon');
      }
    const keys = Array.from({ length: 50 }, (_, at) => `tenant_${String(at)}`);
    const crons = keys.map((key) => scheduleOf('Weekly', { timeZone: 'UTC', key, startAt: '02:00', year: 2026 }));
    expect(new Set(crons).size).toBeGreaterThan(20);
  });
});

test('the streams that onboarding proposes are those that the preset of the destination reads', () => {
  const { streams } = compileFormat(legacyFormats['servicetitan-reports'], { tenantKey: 'a', timeZone: 'UTC' });
  const { parameters } = templateOf('2-onboard-a-client.json').nodes.find(({ name }) => name === 'Settings')!;
  const { assignments } = parameters.assignments as { assignments: { name: string; value: string }[] };
  const proposed = assignments.find(({ name }) => name === 'streams')?.value.split(',');
  expect(proposed?.sort()).toEqual(streams.map(({ stream }) => stream).sort());
});

test('a form is trimmed, and everything that is wrong with it is said at once', () => {
  const settings = { timeZone: 'UTC', startAt: '02:00', authUrl: '', apiUrl: '' };
  const good = {
    'Client name': ' Müller & Söhne ',
    'Tenant ID': ' 123 ',
    'Client ID': 'cid',
    'Client Secret': 'cs\n',
    Environment: 'Integration',
    'How often': 'Monthly',
    'Time zone': 'Europe/London',
  };
  expect(clientOf(good, settings, new Date())).toMatchObject({
    problems: [],
    key: 'mu_ller_so_hne',
    tenantId: '123',
    clientSecret: 'cs',
    environment: 'integration',
    authUrl: 'https://auth-integration.servicetitan.io/connect/token',
  });
  const bad = { ...good, 'Client name': '!', 'Tenant ID': 'x', 'Client ID': '', 'Time zone': 'Mars/Olympus' };
  expect(clientOf(bad, settings, new Date()).problems).toHaveLength(4);
});

describe('what the dashboard makes of what is known', () => {
  const now = new Date('2026-11-04T10:30:00Z');
  const connection = (more: Record<string, unknown> = {}) => ({
    connectionId: 'c',
    name: 'Acme',
    workspaceId: 'w',
    status: 'active',
    schedule: { scheduleType: 'cron', cronExpression: '0 0 6 * * ? UTC' },
    ...more,
  });
  const job = (jobId: number, status: string, startTime: string, rowsSynced = 0) => ({
    ...{ jobId, status, startTime, rowsSynced, connectionId: 'c', jobType: 'sync' },
  });
  const shown = (known: Record<string, unknown>): Entry[] =>
    entriesOf({
      tenants: [],
      runs: [],
      connections: [],
      jobs: [],
      settings: { airbyteWebUrl: 'https://a' },
      now,
      ...known,
    });

  test('a sync that was due and did not come is overdue, unless it runs, is paused or is only just late', () => {
    const old = [job(1, 'succeeded', '2026-11-02T06:00:05Z', 10)];
    const overdue = (more: Record<string, unknown>, jobs: unknown[] = old) =>
      shown({ connections: [connection(more)], jobs })[0]?.isOverdue;
    expect(overdue({})).toBe(true);
    expect(overdue({ status: 'inactive' })).toBe(false);
    expect(overdue({}, [job(2, 'running', '2026-11-04T06:00:05Z'), ...old])).toBe(false);
    expect(overdue({}, [job(2, 'succeeded', '2026-11-04T06:00:05Z'), ...old])).toBe(false);
    expect(
      overdue({ schedule: { scheduleType: 'cron', cronExpression: '0 0 10 * * ? UTC' } }, [
        job(2, 'succeeded', '2026-11-03T10:00:05Z'),
      ]),
    ).toBe(false);
    expect(overdue({ schedule: { scheduleType: 'manual' } })).toBe(false);
  });

  test('while a sync runs, the numbers are those of the last one that is over', () => {
    const jobs = [job(2, 'running', '2026-11-04T10:00:00Z'), job(1, 'succeeded', '2026-11-03T06:00:00Z', 42)];
    expect(shown({ connections: [connection()], jobs })).toMatchObject([
      { status: 'Connected', isRunning: true, last: { records: 42 } },
    ]);
  });

  test('what the log says of a job is laid over what Airbyte knows of it', () => {
    const runs = [
      {
        tenant: 'acme',
        route: 'airbyte',
        runId: '1',
        status: 'failed',
        startedAt: '2026-11-04T06:00:00Z',
        message: 'The secret expired.',
        rejects: 3,
      },
    ];
    const jobs = [job(1, 'failed', '2026-11-04T06:00:00Z')];
    expect(shown({ connections: [connection()], jobs, runs })).toMatchObject([
      { status: 'Attention', why: 'The secret expired.', last: { rejects: 3 } },
    ]);
  });

  test('the newest of check and sync decides', () => {
    const row = {
      tenant: 'acme',
      name: 'Acme Inc',
      connectionId: 'c',
      status: 'Attention',
      statusMessage: 'Rotate the secret.',
    };
    const statusWith = (checkedAt: string) =>
      shown({
        connections: [connection()],
        jobs: [job(1, 'succeeded', '2026-11-04T06:00:00Z')],
        tenants: [{ ...row, checkedAt }],
      })[0]?.status;
    expect(statusWith('2026-11-04T07:00:00Z')).toBe('Attention');
    expect(statusWith('2026-11-03T07:00:00Z')).toBe('Connected');
    expect(shown({ connections: [connection()] })).toMatchObject([{ status: 'No Sync Yet' }]);
  });
});
