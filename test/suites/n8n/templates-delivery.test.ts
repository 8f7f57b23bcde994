/** The ways of template 1 that are shipped deactivated, in a real n8n: a tenant's files to a server, its rows to a database. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'csv-parse/sync';

import { credentialData } from '../../n8n/demo/content';
import type { N8n } from '../../n8n/installation';
import type { Credential, Run } from '../../n8n/workflow';
import { startSimulator, type Simulator } from '../../simulator';
import { availableN8n } from '../../support/n8n';
import { benchOf, type ImportedTemplate, type TemplateBench } from '../../support/n8n-templates';
import { postgresPrograms, startPostgres, type PostgresServer } from '../../support/postgres-server';
import { sshdMissing, startSshd, type Sshd } from '../../support/sshd';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n, or apt PostgreSQL and OpenSSH (no network): nothing can stand in for them.
const real = availableN8n();
const isReady = real.ready && postgresPrograms.ready && sshdMissing === undefined;
const file = '1-sync-of-one-tenant.json';
const sftpNodes = ['Upload under a hidden name', 'Give it its name', 'Look into the folder'];
const tableNodes = ['Upsert customers', 'Upsert invoices'];

(isReady ? describe : describe.skip)('One tenant to a server or to a database', () => {
  const { n8n } = real as { n8n: N8n };
  let servicetitan: Simulator;
  let sshd: Sshd;
  let postgres: PostgresServer;
  let bench: TemplateBench;

  const sync = (id: string): Promise<Run> => bench.session.run(id, 'Start by hand');
  const good = (run: Run) =>
    expect({ status: run.status, error: run.error }).toEqual({ status: 'success', error: undefined });

  beforeAll(async () => {
    servicetitan = await startSimulator({ tenants: [{ seed: 41, sizes: { customers: 25, invoices: 60 } }] });
    [sshd, postgres] = await Promise.all([startSshd(), startPostgres()]);
    const { port, username, privateKey } = sshd;
    const credentials: Credential[] = [
      {
        ...{ id: 'credentialAlder0', name: 'ServiceTitan Alder', type: 'serviceTitanApi' },
        data: credentialData(servicetitan, servicetitan.tenants[0]),
      },
      {
        ...{ id: 'credentialSftp00', name: 'Legacy files', type: 'sftp' },
        data: { host: '127.0.0.1', port, username, password: '', privateKey, passphrase: '' },
      },
      {
        ...{ id: 'credentialTables', name: 'Legacy tables', type: 'postgres' },
        data: {
          host: '127.0.0.1',
          port: postgres.port,
          database: 'postgres',
          user: 'postgres',
          password: postgres.password,
          ssl: 'disable',
        },
      },
    ];
    const copy = (id: string, deliver: string, activated: readonly string[]): ImportedTemplate => ({
      file,
      settings: { tenantKey: 'alder', timeZone: 'America/Chicago', deliver, folder: sshd.directory },
      as: { id, name: id },
      activated,
    });
    bench = await benchOf(
      n8n,
      [
        copy('suiteToServer000', 'sftp', sftpNodes),
        copy('suiteToTables000', 'database', tableNodes),
        copy('suiteForgotten00', 'sftp', []),
        copy('suiteForgotten01', 'database', []),
        copy('suiteMistyped000', 'ftp', []),
      ],
      credentials,
    );
  });

  afterAll(async () => {
    await bench.stop();
    await postgres.stop();
    await sshd.stop();
    await servicetitan.close();
  });

  const rowsOf = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(sshd.directory, name)), { columns: true, bom: true });

  test('SFTP: both files under their names, nothing hidden is left, and what was delivered is said', async () => {
    const run = await sync('suiteToServer000');
    good(run);
    const names = readdirSync(sshd.directory).sort();
    expect(names).toEqual([expect.stringMatching(/^Customer List/), expect.stringMatching(/^Invoices/)]);
    const [{ json } = { json: {} }] = run.items('Delivered');
    expect(json).toMatchObject({
      tenant: 'alder',
      records: names.reduce((sum, name) => sum + rowsOf(name).length, 0),
      delivered: [{ file: names[0] }, { file: names[1] }],
    });
  });

  test('a database: every row under its key; run again, they are replaced and not doubled', async () => {
    const [customers = [], invoices = []] = readdirSync(sshd.directory).sort().map(rowsOf);
    const table = (name: string, key: string, rows: Record<string, string>[]) => {
      const columns = Object.keys(rows[0]!).map((column) => `"${column}" text${column === key ? ' primary key' : ''}`);
      return postgres.query(`create table ${name} (${columns.join(', ')})`);
    };
    await table('legacy_customers', 'Customer ID', customers);
    await table('legacy_invoices', 'Invoice ID', invoices);
    for (let times = 0; times < 2; times += 1) {
      const run = await sync('suiteToTables000');
      good(run);
      expect(run.items('Stored')[0]?.json).toMatchObject({ records: customers.length + invoices.length });
    }
    const stored = await postgres.query<Record<string, string | null>>('select * from legacy_invoices');
    const sorted = (rows: Record<string, string | null>[]) =>
      rows
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell ?? ''])))
        .sort((one, other) => one['Invoice ID']!.localeCompare(other['Invoice ID']!));
    expect(sorted(stored)).toEqual(sorted(invoices));
    expect(await postgres.query('select 1 from legacy_customers')).toHaveLength(customers.length);
  });

  test.each([
    ['suiteForgotten00', /was not delivered to .*it is not there.*deactivated\?/],
    ['suiteForgotten01', /Customers: \d+ rows were made, and the database does not confirm them/],
    ['suiteMistyped000', /deliver is files, sftp or database, not "ftp"/],
  ])(
    '%s: a node that stayed deactivated, or a way that does not exist, is a failure and no silence',
    async (id, words) => {
      for (const name of readdirSync(sshd.directory)) expect(name).not.toMatch(/^\./);
      const run = await sync(id);
      expect(run.status).toBe('error');
      expect(run.error?.message).toMatch(words);
    },
  );
});
