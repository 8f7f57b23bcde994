import { startAirbyte, type Airbyte } from '../airbyte';
import { localImages } from '../airbyte/images';
import { startSimulator, type Simulator } from '../simulator';
import { createClock } from '../simulator/clock';
import { fleetFolder, type FleetFolder } from '../support/fleet';

const images = localImages();
const day = 86_400_000;

let servicetitan: Simulator;
let airbyte: Airbyte;
let fleet: FleetFolder;

beforeEach(async () => {
  const sizes = { customers: 3, invoices: 3 };
  servicetitan = await startSimulator({ tenants: [{ sizes }, { sizes }, { sizes, connected: false }] });
  // The fleet was set up some weeks ago, so that there is a past to look at.
  airbyte = await startAirbyte({ images, clock: createClock(Date.now() - 30 * day), tokenSeconds: 86_400 * 60 });
  fleet = fleetFolder(airbyte, servicetitan);
});

afterEach(async () => {
  fleet.remove();
  await airbyte.close();
  await servicetitan.close();
});

const connectionOf = (key: string) =>
  [...airbyte.store.connections.values()].find(({ name }) => name.endsWith(`(${key})`))!;
const changing = () => airbyte.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token'));

async function applied(): Promise<void> {
  fleet.file.tenants.pop();
  const { code, text } = await fleet.run('apply', '--yes');
  expect([code, text]).toEqual([0, expect.stringContaining('Applied: 8 to create')]);
}

describe('plan and apply', () => {
  test('a new fleet is shown, applied, and then there is nothing to do', async () => {
    fleet.file.tenants.pop();
    const planned = await fleet.run('plan', '--exit-code');
    expect(planned.code).toBe(1);
    expect(planned.text).toContain('+ source "ServiceTitan - Tenant 1 (t1)"');
    expect(planned.text).toContain('client_secret: (secret)');
    expect(planned.text).toContain('Plan: 8 to create, 0 to change, 0 to delete.');
    expect(changing()).toEqual([]);

    const first = await fleet.run('apply', '--yes');
    expect(first).toMatchObject({ code: 0, text: expect.stringContaining('done    t2: create connection') as string });
    const { schedule, streams } = connectionOf('t1');
    expect(schedule).toEqual({
      scheduleType: 'cron',
      cronExpression: expect.stringMatching(/^0 \d+ (8|9|10) \? \* MON$/) as string,
    });
    expect(schedule.cronExpression).not.toBe(connectionOf('t2').schedule.cronExpression);
    expect(streams.map(({ name, syncMode }) => [name, syncMode])).toContainEqual([
      'invoices',
      'incremental_deduped_history',
    ]);

    airbyte.clearRequests();
    const again = await fleet.run('apply', '--yes');
    expect(again).toMatchObject({ code: 0, text: expect.stringContaining('Nothing to do') as string });
    expect(changing()).toEqual([]);
  });

  test('no secret is shown or written anywhere but in Airbyte', async () => {
    fleet.file.tenants.pop();
    const texts = [(await fleet.run('plan', '--json')).text, (await fleet.run('apply', '--yes')).text];
    for (const secret of Object.values(fleet.environment)) for (const text of texts) expect(text).not.toContain(secret);
    const [source] = airbyte.store.actors.source.values();
    expect(source!.configuration.client_secret).toBe(servicetitan.tenants[0].clientSecret);
  });

  test('an answer of Airbyte that repeats a secret is told without it', async () => {
    fleet.file.tenants.pop();
    const secret = servicetitan.tenants[0].clientSecret;
    const body = { title: 'invalid', detail: `"client_secret": "${secret}" does not match` };
    airbyte.addFault({ method: 'POST', path: /^\/sources$/, status: 422, body, times: 2 });
    const { code, text } = await fleet.run('apply', '--yes');
    expect([code, text]).toEqual([1, expect.stringContaining('"client_secret": "***" does not match')]);
    expect(text).not.toContain(secret);
  });

  test('a change of the file is the only thing that is changed, and renaming in the UI makes nothing twice', async () => {
    await applied();
    const [destination] = airbyte.store.actors.destination.values();
    destination!.name = 'Renamed by hand';
    fleet.file.tenants[1]!.schedule = { every: 'month', on: 3, at: '23:30', window_minutes: 1 };
    fleet.file.images.source = 'registry.example.com/source-servicetitan:1.1.0';
    airbyte.clearRequests();
    const { code, text } = await fleet.run('apply', '--yes');
    expect([code, text]).toEqual([0, expect.stringContaining('Applied: 0 to create, 3 to change, 0 to delete.')]);
    expect(text).toContain('tag: 1.0.0 -> 1.1.0');
    expect(text).toContain('name: Renamed by hand -> Legacy ingest - Tenant 1 (t1)');
    expect(connectionOf('t2').schedule.cronExpression).toBe('0 30 5 4 * ?');
    expect(changing().map(({ method }) => method)).toEqual(['PUT', 'PATCH', 'PATCH']);
  });

  test('who is not in the file is left alone until --prune', async () => {
    await applied();
    fleet.file.tenants.pop();
    const kept = await fleet.run('apply', '--yes');
    expect(kept.text).toContain('not in the file and left alone: t2');
    expect(airbyte.store.connections.size).toBe(2);
    const pruned = await fleet.run('apply', '--yes', '--prune');
    expect(pruned).toMatchObject({ code: 0, text: expect.stringContaining('0 to change, 3 to delete') as string });
    expect((await fleet.run('plan', '--prune', '--exit-code')).code).toBe(0);
  });

  test('a tenant that is not connected yet holds up nobody else, and is completed later', async () => {
    const first = await fleet.run('apply', '--yes');
    expect(first.code).toBe(1);
    expect(first.text).toMatch(/failed {2}t3: create connection/);
    expect(first.text).toContain('1 of 3 tenants could not be completed: t3');
    expect(airbyte.store.connections.size).toBe(2);

    servicetitan.tenants[2]!.connected = true;
    airbyte.clearRequests();
    const second = await fleet.run('apply', '--yes');
    expect([second.code, second.text]).toEqual([0, expect.stringContaining('Applied: 1 to create')]);
    expect(changing()).toHaveLength(1);
  });

  test('an apply that is cut off in the middle goes on where it ended', async () => {
    fleet.file.tenants.pop();
    airbyte.addFault({ method: 'POST', path: /^\/destinations$/, status: 503, times: 1 });
    const broken = await fleet.run('apply', '--yes');
    expect([broken.code, broken.text]).toEqual([1, expect.stringContaining('it answered 503')]);
    const next = await fleet.run('apply', '--yes');
    expect(next).toMatchObject({ code: 0, text: expect.stringContaining('Applied: 2 to create') as string });
    expect(airbyte.store.actors.source.size).toBe(2);
  });

  test('without somebody to ask, apply wants --yes', async () => {
    const { code, text } = await fleet.run('apply');
    expect([code, text]).toEqual([2, expect.stringContaining('add --yes')]);
  });
});

describe('the file', () => {
  test('says its mistakes with line, column and the nearest word', async () => {
    fleet.file.defaults.shedule = fleet.file.defaults.schedule;
    fleet.file.tenants[1]!.key = 't1';
    fleet.file.tenants[0]!.schedule = { every: 'week', on: 'moonday', at: '02:00' };
    const words = await fleet.run('plan');
    expect([words.code, words.text]).toEqual([
      2,
      expect.stringMatching(/line \d+, column \d+ \(defaults\.shedule\).*did you mean "schedule"/),
    ]);
    delete fleet.file.defaults.shedule;
    const { code, text } = await fleet.run('plan');
    expect(code).toBe(2);
    expect(text).toContain('"t1" is already the key of tenant 1');
    expect(text).toContain('did you mean "monday"?');
  });

  test('takes no secret but by reference', async () => {
    fleet.file.defaults.destination = {
      delivery: {
        kind: 'postgres',
        host: 'db.example.com',
        database: 'legacy',
        username: 'loader',
        password: 'hunter2',
      },
    };
    const { code, text } = await fleet.run('plan');
    expect([code, text]).toEqual([
      2,
      expect.stringContaining('delivery.password is a secret and must not be in the file'),
    ]);
    expect(text).not.toContain('hunter2');
  });

  test('names the variable that is not set', async () => {
    delete fleet.environment.T2_SECRET;
    const { code, text } = await fleet.run('plan');
    expect([code, text]).toEqual([
      2,
      expect.stringContaining('t2: source.client_secret: the environment variable T2_SECRET is not set'),
    ]);
  });

  test('prints its schema for editors', async () => {
    const { code, text } = await fleet.run('schema');
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ properties: { tenants: { type: 'array' } } });
  });

  test('a secret that Airbyte does not know is told as such', async () => {
    fleet.environment.AIRBYTE_SECRET = 'wrong';
    const { code, text } = await fleet.run('plan');
    expect([code, text]).toEqual([2, expect.stringContaining('Check airbyte.client_id and airbyte.client_secret')]);
  });
});

describe('status', () => {
  test('tells who is fine, failing, overdue, paused and missing, with an exit code for monitors', async () => {
    await applied();
    const none = await fleet.run('status');
    expect(none.text).toContain('OVERDUE');

    // Both synced yesterday, and their schedules are daily.
    for (const tenant of fleet.file.tenants) tenant.schedule = { every: 'day', at: '02:00' };
    await fleet.run('apply', '--yes');
    airbyte.clock.set(Date.now() - day / 4);
    airbyte.plan({ phases: [['running', 60]], outcome: 'succeeded', rows: 12_345 });
    for (const key of ['t1', 't2']) airbyte.startSync(connectionOf(key).connectionId);
    airbyte.clock.set(Date.now());
    await airbyte.settled();
    const fine = await fleet.run('status');
    expect([fine.code, fine.text]).toEqual([0, expect.stringContaining('2 tenants, none needs attention.')]);
    expect(fine.text).toContain('12,345');

    airbyte.plan({ outcome: 'failed', phases: [['running', 1]] }, connectionOf('t2').connectionId);
    airbyte.startSync(connectionOf('t2').connectionId);
    airbyte.clock.advance(60_000);
    await airbyte.settled();
    connectionOf('t1').status = 'inactive';
    const failing = await fleet.run('status', '--json');
    expect(failing.code).toBe(1);
    const { tenants } = JSON.parse(failing.text) as { tenants: { key: string; condition: string }[] };
    expect(tenants.map(({ key, condition }) => [key, condition])).toEqual([
      ['t1', 'paused'],
      ['t2', 'failing'],
    ]);

    fleet.file.tenants.push({ ...fleet.file.tenants[0]!, key: 'new' });
    expect(await fleet.run('status', 'new')).toMatchObject({
      code: 1,
      text: expect.stringContaining('NOT IN AIRBYTE') as string,
    });
    expect(await fleet.run('status', 'nobody')).toMatchObject({
      code: 2,
      text: expect.stringContaining('no tenant nobody') as string,
    });
  });
});

describe('sync', () => {
  test('starts syncs, joins one that runs, and waits for their ends', async () => {
    await applied();
    airbyte.clock.set(Date.now());
    airbyte.clock.run();
    airbyte.plan({ phases: [['running', 12]], outcome: 'succeeded', rows: 7 });
    const started = await fleet.run('sync', 't1');
    expect(started).toMatchObject({ code: 0, text: expect.stringMatching(/t1: job \d+ started/) as string });
    airbyte.plan({ phases: [['running', 2]], outcome: 'failed' }, connectionOf('t2').connectionId);
    const both = await fleet.run('sync', '--all', '--wait');
    expect(both.code).toBe(1);
    expect(both.text).toMatch(/t1: job \d+ was already running/);
    expect(both.text).toMatch(/t1: job \d+ succeeded, 7 records/);
    expect(both.text).toMatch(/t2: job \d+ failed/);
    expect(await fleet.run('sync')).toMatchObject({ code: 2, text: expect.stringContaining('--all') as string });
  });
});

describe('check and rotate', () => {
  test('check tells who is connected and what the others have to do', async () => {
    const { code, text } = await fleet.run('check');
    expect(code).toBe(1);
    expect(text).toMatch(/t1 +Connected/);
    expect(text).toMatch(/t3 +Not Connected Yet/);
    expect(text).toContain('API Application Access');
    const one = await fleet.run('check', 't2', '--json');
    expect(one.code).toBe(0);
    expect(JSON.parse(one.text)).toMatchObject({ tenants: [{ key: 't2', status: 'Connected' }] });
  });

  test('rotate puts a new secret into Airbyte only after ServiceTitan has accepted it', async () => {
    await applied();
    const old = servicetitan.tenants[0].clientSecret;
    const secretInAirbyte = () => [...airbyte.store.actors.source.values()][0]!.configuration.client_secret;
    fleet.environment.T1_SECRET = 'not-the-new-one';
    const refused = await fleet.run('rotate', 't1');
    expect([refused.code, refused.text]).toEqual([1, expect.stringContaining('the old ones stay in Airbyte')]);
    expect(secretInAirbyte()).toBe(old);

    servicetitan.tenants[0].clientSecret = 'cs.rotated';
    fleet.environment.T1_SECRET = 'cs.rotated';
    const accepted = await fleet.run('rotate', 't1');
    expect([accepted.code, accepted.text]).toEqual([0, expect.stringContaining('Airbyte has them now')]);
    expect(secretInAirbyte()).toBe('cs.rotated');
    expect(accepted.text).not.toContain('cs.rotated');
  });
});

describe('two hundred tenants', () => {
  /** The connectors' own answers, asked for once: a platform remembers what an image discovers, too. */
  function remembering(): typeof images {
    const known = new Map<string, ReturnType<typeof images>>();
    return (repository, tag) => {
      const image = known.get(repository) ?? images(repository, tag);
      if (image === undefined || known.has(repository)) return image;
      const spec = image.spec();
      let streams: ReturnType<NonNullable<typeof image.discover>> | undefined;
      const discover = image.discover?.bind(image);
      known.set(repository, {
        spec: () => spec,
        ...(discover === undefined ? {} : { discover: (configuration) => (streams ??= discover(configuration)) }),
      });
      return known.get(repository);
    };
  }

  test('are applied, and looked after, with a few requests for each', async () => {
    await airbyte.close();
    airbyte = await startAirbyte({ images: remembering(), clock: createClock(Date.now()), tokenSeconds: 86_400 });
    fleet.remove();
    fleet = fleetFolder(airbyte, servicetitan);
    const [first] = fleet.file.tenants;
    fleet.file.tenants = Array.from({ length: 200 }, (_, at) => ({
      ...first,
      key: `tenant-${at}`,
      name: `Tenant ${at}`,
    }));
    const made = await fleet.run('apply', '--yes');
    expect([made.code, made.text.split('\n').at(-2)]).toEqual([0, 'Applied: 602 to create, 0 to change, 0 to delete.']);
    const starts = [...airbyte.store.connections.values()].map(({ schedule }) => schedule.cronExpression);
    expect(new Set(starts).size).toBeGreaterThan(100);

    airbyte.clearRequests();
    expect((await fleet.run('plan', '--exit-code')).code).toBe(0);
    expect(airbyte.requests.length).toBeLessThan(20);
    airbyte.clearRequests();
    const { code, text } = await fleet.run('status', '--json');
    expect(code).toBe(0);
    expect((JSON.parse(text) as { tenants: unknown[] }).tenants).toHaveLength(200);
    expect(airbyte.requests.length).toBeLessThan(220);
  }, 300_000);
});
