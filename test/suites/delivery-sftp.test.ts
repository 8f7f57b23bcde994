/** The SFTP delivery against OpenSSH's own server: a batch is there as a whole or not at all. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { completeBatches, rowsOf } from '../support/batches';
import { finish } from '../support/connector';
import {
  acknowledged,
  catalog,
  createDestination,
  exampleRecords,
  failure,
  lines,
  tenantKey,
  wholeStreams,
  type Destination,
} from '../support/destination';
import { sshdMissing, startProxy, startSshd, type Sshd } from '../support/sshd';

const streams = Object.keys(exampleRecords());
const input = lines(...wholeStreams(exampleRecords()));

const suite = sshdMissing === undefined ? describe : describe.skip;

suite('over SFTP', () => {
  let server: Sshd;
  let destination: Destination;
  beforeEach(async () => {
    server = await startSshd();
    destination = createDestination();
  });
  afterEach(async () => {
    destination.folder.remove();
    await server.stop();
  });

  const delivery = (more: Record<string, unknown> = {}) => ({
    kind: 'sftp',
    host: '127.0.0.1',
    port: server.port,
    username: server.username,
    authentication: { kind: 'private_key', private_key: server.privateKey },
    host_key_fingerprint: server.fingerprint,
    directory: server.directory,
    ...more,
  });
  const overwrite = catalog(streams, { mode: 'overwrite', generation: 2, minimumGeneration: 2 });
  const sync = (more: Record<string, unknown> = {}, text = input) =>
    destination.write(text, overwrite, { delivery: delivery(more) });
  const withWorkspace = (more: Record<string, unknown> = {}) => ({
    delivery: delivery(more),
    workspace: { kind: 'directory', directory: join(destination.folder.path, 'workspace') },
  });
  const batches = () => completeBatches(server.directory, tenantKey);
  const files = (folder: string): string[] => {
    const path = join(server.directory, tenantKey, folder);
    return existsSync(path) ? readdirSync(path).sort() : [];
  };
  const status = async (config: Record<string, unknown>) => {
    const outcome = await destination.check({ delivery: config });
    return outcome.messages.find(({ type }) => type === 'CONNECTION_STATUS')!.connectionStatus!;
  };

  test('a batch arrives with its files, its rejects and its manifest, and nothing else', async () => {
    const outcome = await sync();
    expect([outcome.code, acknowledged(outcome).length]).toEqual([0, streams.length]);
    // completeBatches compares every file with its manifest
    const [batch] = batches();
    expect(rowsOf(server.directory, tenantKey, batch!, 'customers')).toHaveLength(2);
    expect(files('incoming')).toHaveLength(3);
    expect(files('rejected')).toEqual([`${batch!.batchId}.customers.rejects.csv`]);
    expect(files('quarantine')).toEqual([]);
  });

  test('workbooks arrive as well', async () => {
    expect((await sync({ file_type: 'xlsx' })).code).toBe(0);
    expect(batches()).toHaveLength(1);
    expect(files('incoming').filter((name) => name.endsWith('.xlsx'))).toHaveLength(2);
  });

  test.each([
    ['with a workspace', true],
    ['without one', false],
  ])('delivered again %s, the same data changes nothing on the server', async (_name, kept) => {
    const config = kept ? withWorkspace() : { delivery: delivery() };
    expect((await destination.write(input, overwrite, config)).code).toBe(0);
    const before = [files('incoming'), batches()];
    const again = await destination.write(input, overwrite, config);
    expect([again.code, acknowledged(again).length]).toEqual([0, streams.length]);
    expect([files('incoming'), batches()]).toEqual(before);
  });

  test('a list that returns to an earlier content is the last one again, without any workspace', async () => {
    const named = (name: string): string => {
      const records = exampleRecords();
      records.customers![0]!.name = name;
      return lines(...wholeStreams(records));
    };
    for (const name of ['One', 'Two', 'One']) expect((await sync({}, named(name))).code).toBe(0);
    const last = batches().sort((a, b) => b.version! - a.version!)[0]!;
    expect(rowsOf(server.directory, tenantKey, last, 'customers')[0]!['Customer Name']).toBe('One');
  });

  test('check tries the folders, leaves nothing behind and names the host key', async () => {
    const { status: answer, message } = await status(delivery());
    expect([answer, message]).toEqual(['SUCCEEDED', expect.stringContaining(server.fingerprint)]);
    for (const folder of ['incoming', 'quarantine', 'rejected']) expect(files(folder)).toEqual([]);
  });

  test('an unknown server is refused with the fingerprint to pin, or accepted where the configuration says so', async () => {
    const refused = await status(delivery({ host_key_fingerprint: '' }));
    expect([refused.status, refused.message]).toEqual(['FAILED', expect.stringContaining(server.fingerprint)]);
    const accepted = await status(delivery({ host_key_fingerprint: '', accept_unknown_host_key: true }));
    expect([accepted.status, accepted.message]).toEqual(['SUCCEEDED', expect.stringContaining('to pin it')]);
  });

  test('a server whose host key changed gets nothing', async () => {
    await server.changeHostKey();
    const outcome = await sync({ accept_unknown_host_key: true });
    expect(failure(outcome)).toMatchObject({
      type: 'config_error',
      message: expect.stringContaining('not the one that was pinned') as string,
    });
    expect(acknowledged(outcome)).toEqual([]);
    expect(readdirSync(server.directory)).toEqual([]);
  });

  test('a wrong password is refused in words that do not tell it', async () => {
    const outcome = await sync({ authentication: { kind: 'password', password: 'geheim-4711' } });
    expect(failure(outcome)).toMatchObject({
      type: 'config_error',
      message: expect.stringContaining('refused the password or key') as string,
    });
    expect(outcome.stdout + outcome.stderr).not.toContain('geheim-4711');
  });

  test('a key that is no key is refused in words that do not tell it', async () => {
    const outcome = await sync({ authentication: { kind: 'private_key', private_key: 'geheim-4711 is no key' } });
    expect(failure(outcome)).toMatchObject({
      type: 'config_error',
      message: expect.stringContaining('cannot be read') as string,
    });
    expect(outcome.stdout + outcome.stderr).not.toContain('geheim-4711');
  });

  test('a server that is not there is a transient error', async () => {
    await server.stop();
    const outcome = await sync();
    expect(failure(outcome)).toMatchObject({
      type: 'transient_error',
      message: expect.stringContaining('cannot be reached (ECONNREFUSED)') as string,
    });
    server = await startSshd();
  });

  test('a folder that is a file is an error of the configuration that names it', async () => {
    writeFileSync(join(server.directory, tenantKey), 'a file where the folder should be');
    const outcome = await sync();
    expect(failure(outcome)!.message).toContain(tenantKey);
    expect(acknowledged(outcome)).toEqual([]);
  });

  test('half a batch of a killed run is undone by the next one, whether or not a workspace remembers it', async () => {
    const incoming = join(server.directory, tenantKey, 'incoming');
    expect((await sync()).code).toBe(0);
    const [batch] = batches();
    const half = {
      ...batch!,
      batchId: 'half',
      reports: [{ report: 'customers', file: 'half.csv', rejects: '../rejected/half.rejects.csv' }],
    };
    writeFileSync(join(incoming, '.half.manifest.json.part'), JSON.stringify(half));
    writeFileSync(join(incoming, 'half.csv'), 'half');
    writeFileSync(join(incoming, '.other.csv.part'), 'half');
    writeFileSync(join(server.directory, tenantKey, 'rejected', 'half.rejects.csv'), 'half');
    expect((await sync()).code).toBe(0);
    expect(files('incoming')).toHaveLength(3);
    expect(files('rejected')).toEqual([`${batch!.batchId}.customers.rejects.csv`]);
    expect(batches()).toHaveLength(1);
  });

  test('a manifest on the server cannot make the destination remove files elsewhere', async () => {
    const incoming = join(server.directory, tenantKey, 'incoming');
    mkdirSync(incoming, { recursive: true });
    writeFileSync(join(server.directory, 'precious'), 'x');
    const evil = { reports: [{ file: '../../precious', rejects: '../rejected/../../precious' }] };
    writeFileSync(join(incoming, '.evil.manifest.json.part'), JSON.stringify(evil));
    expect((await sync()).code).toBe(0);
    expect(readdirSync(server.directory)).toContain('precious');
  });

  /** Enough that an upload takes several blocks. */
  function large(total: string): string {
    const records = exampleRecords();
    const [invoice] = records.invoices!;
    records.invoices = Array.from({ length: 4000 }, (_, at) => ({
      ...invoice,
      id: 1000 + at,
      total,
      subTotal: total,
      salesTax: '0.00',
    }));
    return lines(...wholeStreams(records));
  }

  test('a connection that is cut in the middle of an upload leaves nothing visible; the next run delivers', async () => {
    for (const bytes of [3_000, 60_000, 300_000]) {
      const proxy = await startProxy(server.port, bytes);
      const cut = await destination.write(large('1.00'), overwrite, withWorkspace({ port: proxy.port }));
      await proxy.stop();
      expect(failure(cut)!.type).toBe('transient_error');
      expect(acknowledged(cut)).toEqual([]);
      expect(batches()).toEqual([]);
      expect(files('incoming').filter((name) => !name.startsWith('.'))).toEqual([]);
    }
    expect((await destination.write(large('1.00'), overwrite, withWorkspace())).code).toBe(0);
    expect(batches()).toHaveLength(1);
    expect(files('incoming')).toHaveLength(3);
  }, 120_000);

  test('kill -9 at any moment and a run to the end: every invoice once, no half batch', async () => {
    const probe = Date.now();
    expect((await destination.write(large('1.00'), overwrite, withWorkspace())).code).toBe(0);
    const whole = Date.now() - probe;
    let killed = 0;
    const moments = 8;
    for (let moment = 0; moment < moments; moment += 1) {
      const text = large(`${moment + 2}.00`);
      const child = destination.startWrite(overwrite, withWorkspace());
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(text);
      const timer = setTimeout(() => child.kill('SIGKILL'), whole * (0.5 + (0.6 * moment) / moments));
      if ((await finish(child)).signal === 'SIGKILL') killed += 1;
      clearTimeout(timer);
      batches();
      const retry = await destination.write(text, overwrite, withWorkspace());
      expect([retry.code, acknowledged(retry).length]).toEqual([0, streams.length]);
      const told = batches().flatMap(({ batchId, reports }) => [
        `${batchId}.manifest.json`,
        ...reports.map(({ file }) => file),
      ]);
      expect(files('incoming').filter((name) => !told.includes(name))).toEqual([]);
    }
    expect(killed).toBeGreaterThan(1);
    const sent = batches().flatMap((batch) =>
      rowsOf(server.directory, tenantKey, batch, 'invoices').map((row) => `${row['Invoice ID']}:${row.Total}`),
    );
    expect([sent.length, new Set(sent).size]).toEqual([4000 * (moments + 1), 4000 * (moments + 1)]);
  }, 240_000);

  test('what is too old goes from the server, but never the last list', async () => {
    const config = { ...withWorkspace(), retention: { published_days: 7, quarantine_days: 7, rejects_days: 7 } };
    const named = (name: string): string => {
      const records = exampleRecords();
      records.customers![0]!.name = name;
      return lines(...wholeStreams(records));
    };
    expect((await destination.write(named('One'), overwrite, config)).code).toBe(0);
    const [first] = batches();
    const incoming = join(server.directory, tenantKey, 'incoming');
    const manifest = join(incoming, `${first!.batchId}.manifest.json`);
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"createdAt": "\d{4}/, '"createdAt": "2020'));
    const left = join(server.directory, tenantKey, 'quarantine', 'left.csv');
    writeFileSync(left, 'held back long ago');
    utimesSync(left, 0, 0);
    expect((await destination.write(named('Two'), overwrite, config)).code).toBe(0);
    expect(batches().map(({ batchId }) => batchId)).not.toContain(first!.batchId);
    expect([batches().length, files('incoming').length, files('quarantine')]).toEqual([1, 2, []]);
  });

  test('a batch past a limit goes to the quarantine of the server, with the reasons', async () => {
    const outcome = await destination.write(input, overwrite, { delivery: delivery(), limits: { max_reject_rows: 0 } });
    expect(failure(outcome)).toMatchObject({
      type: 'config_error',
      message: expect.stringContaining('quarantine') as string,
    });
    expect(files('incoming')).toEqual([]);
    expect(files('quarantine').some((name) => name.endsWith('.report.json'))).toBe(true);
  });
});

suite('a server that cannot take what it is sent', () => {
  test('one that only reads refuses with a permission that the message names', async () => {
    const server = await startSshd({ sftpServer: 'internal-sftp -R' });
    const destination = createDestination();
    const outcome = await destination.write(input, catalog(streams, { mode: 'overwrite' }), {
      delivery: {
        kind: 'sftp',
        host: '127.0.0.1',
        port: server.port,
        username: server.username,
        authentication: { kind: 'private_key', private_key: server.privateKey },
        host_key_fingerprint: server.fingerprint,
        directory: server.directory,
      },
    });
    expect(failure(outcome)).toMatchObject({
      type: 'config_error',
      message: expect.stringContaining('has no right') as string,
    });
    destination.folder.remove();
    await server.stop();
  });

  test('one whose disk is full gets no batch and the next run may try again', async () => {
    const server = await startSshd();
    const destination = createDestination();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', server.directory], { stdio: 'ignore' });
    } catch {
      // where no small disk can be mounted, the refusal above stands for it
      destination.folder.remove();
      await server.stop();
      return;
    }
    const records = exampleRecords();
    records.invoices = Array.from({ length: 1000 }, (_, at) => ({ ...records.invoices![0], id: 1000 + at }));
    const outcome = await destination.write(lines(...wholeStreams(records)), catalog(streams, { mode: 'overwrite' }), {
      delivery: {
        kind: 'sftp',
        host: '127.0.0.1',
        port: server.port,
        username: server.username,
        authentication: { kind: 'private_key', private_key: server.privateKey },
        host_key_fingerprint: server.fingerprint,
        directory: server.directory,
      },
    });
    const visible = completeBatches(server.directory, tenantKey);
    execFileSync('umount', [server.directory]);
    destination.folder.remove();
    await server.stop();
    expect(failure(outcome)).toMatchObject({
      type: 'transient_error',
      message: expect.stringContaining('full') as string,
    });
    expect([visible, acknowledged(outcome)]).toEqual([[], []]);
  });
});
