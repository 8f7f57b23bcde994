/** What can happen to a process and its disk: whatever it is, a batch is out as a whole or not at all. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { finish } from '../support/connector';
import {
  acknowledged,
  catalog,
  createDestination,
  exampleRecords,
  failure,
  lines,
  record,
  state,
  wholeStreams,
  type Destination,
} from '../support/destination';

const streams = Object.keys(exampleRecords());
const hasty = join(__dirname, '..', 'support', 'hasty-destination.cjs');
const dying = join(__dirname, '..', 'support', 'dying-destination.cjs');
const [invoice] = exampleRecords().invoices!;

let destination: Destination;
beforeEach(() => {
  destination = createDestination();
});
afterEach(() => {
  destination.folder.remove();
});

/** Enough invoices that rendering and publishing take a moment. */
function manyInvoices(count: number, total: string): string {
  const records = exampleRecords();
  records.invoices = Array.from({ length: count }, (_, at) => ({
    ...invoice,
    id: 1000 + at,
    total,
    subTotal: total,
    salesTax: '0.00',
  }));
  return lines(...wholeStreams(records));
}

const invoiceIds = (): string[] =>
  destination
    .batches()
    .flatMap((batch) => destination.rows(batch, 'invoices').map((row) => `${row['Invoice ID']}:${row.Total}`));

/** Data and rejects that no manifest tells of. */
function orphans(): string[] {
  const told = destination
    .batches()
    .flatMap(({ reports, batchId }) => [`${batchId}.manifest.json`, ...reports.map(({ file }) => file)]);
  return destination.files('incoming').filter((name) => !told.includes(name));
}

test('kill -9 at any moment and a run to the end: nothing lost, nothing half, nothing twice', async () => {
  const count = 3000;
  const probe = createDestination();
  const began = Date.now();
  await probe.write(manyInvoices(count, '1.00'), catalog(streams));
  const whole = Date.now() - began;
  probe.folder.remove();

  const moments = 20;
  let killed = 0;
  for (let moment = 0; moment < moments; moment += 1) {
    const total = `${100 + moment}.00`;
    const child = destination.startWrite(catalog(streams));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(manyInvoices(count, total));
    // most moments towards the end, where files are published
    const at = whole * (0.3 + (0.8 * moment) / moments);
    const timer = setTimeout(() => child.kill('SIGKILL'), at);
    const outcome = await finish(child);
    clearTimeout(timer);
    if (outcome.signal === 'SIGKILL') killed += 1;
    // batches() compares every file with its manifest
    const before = destination.batches().length;
    const retry = await destination.write(manyInvoices(count, total), catalog(streams));
    expect(retry.code).toBe(0);
    expect(acknowledged(retry)).toHaveLength(streams.length);
    expect(destination.batches().length - before).toBeLessThanOrEqual(1);
    expect(orphans()).toEqual([]);
  }
  expect(killed).toBeGreaterThan(3);
  const ids = invoiceIds();
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(count * moments);
}, 240_000);

describe('kill -9 before each single step of publishing: the next run completes it or undoes it', () => {
  /** Runs of two processes a step take minutes on a busy machine: they are shared out to tests with a time limit each. */
  const shares = [0, 1, 2, 3];
  const batchesAtDeath = new Set<number>();
  let steps = 0;

  async function die(target: Destination, killAt: number) {
    const child = spawn(process.execPath, [dying, ...target.arguments(catalog(streams))], {
      env: { ...process.env, KILL_AT: String(killAt) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(manyInvoices(3, '5.00'));
    return finish(child);
  }

  beforeAll(async () => {
    const counting = createDestination();
    steps = Number((await die(counting, 0)).stderr);
    counting.folder.remove();
  });

  test.each(shares)(
    'every fourth step, from step %i on',
    async (share) => {
      expect(steps).toBeGreaterThan(30);
      for (let step = 1 + share; step <= steps; step += shares.length) {
        const one = createDestination();
        const death = await die(one, step);
        expect([step, death.signal]).toEqual([step, 'SIGKILL']);
        const visible = one.batches().length;
        batchesAtDeath.add(visible);
        // a quick reader takes a batch away before the next run
        const taken = visible === 1 && step % 2 === 0;
        if (taken) for (const name of one.files('incoming')) rmSync(one.path('incoming', name));
        const retry = await one.write(manyInvoices(3, '5.00'), catalog(streams));
        expect([step, retry.code, acknowledged(retry).length]).toEqual([step, 0, streams.length]);
        expect([step, one.batches().length]).toEqual([step, taken ? 0 : 1]);
        one.folder.remove();
      }
    },
    240_000,
  );

  test('some deaths came before the batch was out, and some after', () => {
    expect(batchesAtDeath).toEqual(new Set([0, 1]));
  });
});

test('kill -9 after states were acknowledged early: the next sync delivers what they cover, exactly once', async () => {
  const [head, tail] = [manyInvoices(400, '1.00').split('\n'), state('invoices', { complete: false })];
  const invoices = head.filter((line) => line.startsWith('{"type":"RECORD"') && line.includes('"stream":"invoices"'));
  const others = head.filter((line) => !line.includes('"invoices"')).slice(0, -1);
  for (let round = 0; round < 3; round += 1) {
    const child = spawn(process.execPath, [hasty, ...destination.arguments(catalog(streams))], {
      env: { ...process.env, EVERY_MS: '50' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const said = finish(child);
    let heard = '';
    const acknowledgedState = new Promise<void>((resolve) => {
      child.stdout.on('data', (data: Buffer) => {
        heard += data.toString();
        if (heard.includes('"invoices"') && heard.includes('"type":"STATE"')) resolve();
      });
    });
    child.stdin.write(lines(...invoices.slice(round * 100, round * 100 + 100), tail));
    await acknowledgedState;
    // these come after the state: nobody acknowledged them
    child.stdin.write(lines(...invoices.slice(round * 100 + 100, round * 100 + 150)));
    child.kill('SIGKILL');
    expect((await said).signal).toBe('SIGKILL');
    expect(destination.batches()).toEqual([]);
  }
  const last = await destination.write(lines(...others, ...invoices.slice(300), state('invoices')), catalog(streams));
  expect(last.code).toBe(0);
  const ids = invoiceIds();
  expect(ids).toHaveLength(400);
  expect(new Set(ids).size).toBe(400);
  expect(existsSync(destination.path('.workspace', 'undelivered'))).toBe(false);
});

test('a batch that its reader took away between the crash and the next run is not published twice', async () => {
  const input = manyInvoices(5, '7.00');
  await destination.write(input, catalog(streams));
  mkdirSync(destination.path('processed'));
  for (const name of destination.files('incoming'))
    renameSync(destination.path('incoming', name), destination.path('processed', name));
  const again = await destination.write(input, catalog(streams));
  expect(again.code).toBe(0);
  expect(destination.files('incoming')).toEqual([]);
});

describe('two runs for one tenant', () => {
  /** Starts a sync and waits until it has its workspace, and with it the lock. */
  const underWay = async () => {
    const child = destination.startWrite(catalog(streams));
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.includes('Records are kept')) resolve();
      });
    });
    return child;
  };

  test('the second waits for the first', async () => {
    const first = await underWay();
    const second = destination.write(manyInvoices(3, '2.00'), catalog(streams));
    await delay(700);
    first.stdin?.end(manyInvoices(3, '1.00'));
    expect((await finish(first)).code).toBe(0);
    expect((await second).code).toBe(0);
    expect(new Set(invoiceIds()).size).toBe(6);
  });

  test('it gives up when the first goes on, and says why', async () => {
    const first = await underWay();
    const second = await destination.write(manyInvoices(3, '2.00'), catalog(streams));
    expect([second.code, failure(second)!.type]).toEqual([1, 'transient_error']);
    expect(failure(second)!.message).toContain('Another sync of tenant DEMO01');
    expect(acknowledged(second)).toEqual([]);
    first.stdin?.end(manyInvoices(3, '1.00'));
    expect((await finish(first)).code).toBe(0);
  }, 30_000);

  test('check says that a sync is running and still succeeds', async () => {
    const first = await underWay();
    const [status] = (await destination.check()).messages.filter(({ type }) => type === 'CONNECTION_STATUS');
    expect(status!.connectionStatus).toMatchObject({
      status: 'SUCCEEDED',
      message: expect.stringContaining('is running') as string,
    });
    first.stdin?.end(manyInvoices(3, '1.00'));
    await finish(first);
  });
});

test('a folder full of half-made files of a killed run is tidied up', async () => {
  await destination.write(manyInvoices(3, '1.00'), catalog(streams));
  writeFileSync(destination.path('incoming', '.0123456789abcdef.manifest.json.part'), '{');
  mkdirSync(destination.path('.workspace', 'outbox'), { recursive: true });
  writeFileSync(destination.path('.workspace', 'outbox', 'invoices.data'), 'half');
  await destination.write(manyInvoices(3, '2.00'), catalog(streams));
  expect(readdirSync(destination.path('incoming')).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(existsSync(destination.path('.workspace', 'outbox'))).toBe(false);
});

const isRoot = process.getuid?.() === 0;

test('a directory that cannot be written is an error of the configuration', async () => {
  // root may write everywhere but into a file
  if (isRoot) writeFileSync(destination.folder.path + '/legacy', 'a file where the directory should be');
  else {
    mkdirSync(destination.directory);
    chmodSync(destination.directory, 0o500);
  }
  const outcome = await destination.write(manyInvoices(3, '1.00'), catalog(streams));
  expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'config_error']);
  expect(failure(outcome)!.message).toContain(destination.path());
  expect(acknowledged(outcome)).toEqual([]);
  const [status] = (await destination.check()).messages.filter(({ type }) => type === 'CONNECTION_STATUS');
  expect(status!.connectionStatus!.status).toBe('FAILED');
});

/** A disk of a few megabytes; undefined where mounting one is not allowed. */
function smallDisk(path: string): (() => void) | undefined {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return () => execFileSync('umount', [path]);
}

test('a disk that fills publishes nothing, and the retry with more room everything', async () => {
  const unmount = smallDisk(destination.directory);
  // the package's own tests hand in a disk that is full: nothing is lost where no small one can be mounted
  if (unmount === undefined) return;
  try {
    const outcome = await destination.write(manyInvoices(12_000, '1.00'), catalog(streams));
    expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'transient_error']);
    expect(failure(outcome)!.message).toContain('full');
    expect(acknowledged(outcome)).toEqual([]);
    expect(destination.files('incoming')).toEqual([]);
    const retry = await destination.write(manyInvoices(100, '1.00'), catalog(streams));
    expect(retry.code).toBe(0);
    expect(invoiceIds()).toHaveLength(100);
  } finally {
    unmount();
  }
});

test('a reader that closes the pipe ends the run without an acknowledgement that nobody got', async () => {
  const child = destination.startWrite(catalog(streams));
  child.stdout?.destroy();
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(lines(record('zones', { id: 1 }), ...streams.map((name) => state(name))));
  const outcome = await finish(child);
  expect(outcome.code === 0 && acknowledged(outcome).length > 0).toBe(false);
});
