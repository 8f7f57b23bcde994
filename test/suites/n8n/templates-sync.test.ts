/** Template 1 in a real n8n: scheduled syncs of several tenants, each with a credential of its own. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { compileFormat } from 'legacy-format';
import { legacyFormats } from 'servicetitan-specs';

import { credentialData } from '../../n8n/demo/content';
import type { N8n } from '../../n8n/installation';
import type { Credential, Workflow } from '../../n8n/workflow';
import { startSimulator, type Simulator, type Tenant } from '../../simulator';
import { airbyteFor, type AirbyteClient } from '../../support/airbyte-api';
import { completeBatches } from '../../support/batches';
import { temporaryFolder, type Folder } from '../../support/connector';
import { startMailbox, type Mailbox } from '../../support/mailbox';
import { availableN8n } from '../../support/n8n';
import { benchOf, templateCredentials, type ImportedTemplate, type TemplateBench } from '../../support/n8n-templates';
import { syncOnce } from '../../support/pipeline';
import { catalogOf, sourceConfig } from '../../support/source';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();
const id = 'stScheduledSync1';
const timeZone = 'America/Chicago';

(real.ready ? describe : describe.skip)('Scheduled syncs', () => {
  const { n8n } = real as { n8n: N8n };
  let servicetitan: Simulator;
  let client: AirbyteClient;
  let mailbox: Mailbox;
  let folder: Folder;
  let bench: TemplateBench;
  let connectionId: string;
  const into = (key: string): string => join(folder.path, key);
  const tenantAt = (at: number): Tenant => servicetitan.tenants[at]!;

  /** A copy of the tenant's template, as an operator makes it. */
  function workflowOf(key: string, at: number, settings: ImportedTemplate['settings'] = {}): ImportedTemplate {
    mkdirSync(into(key), { recursive: true });
    const credential: Credential = {
      id: `credential${key}`.padEnd(16, '0').slice(0, 16),
      name: `ServiceTitan ${key}`,
      type: 'serviceTitanApi',
      data: {
        ...credentialData(servicetitan, tenantAt(at)),
        ...(key === 'birch' ? { clientSecret: 'cs.mistyped' } : {}),
      },
    };
    return {
      file: '1-sync-of-one-tenant.json',
      settings: { timeZone, folder: into(key), ...settings },
      as: { id: idOf(key), name: `Sync of ${key}`, credentials: [credential] },
    };
  }
  const idOf = (key: string): string => `suiteOneOf${key}`.padEnd(16, '0').slice(0, 16);
  const spoil = (at: number, customer: number): void => {
    tenantAt(at).mutate({
      ...{ stream: 'customers', action: 'edit', id: customer },
      fields: { 'address.street': '' },
    });
  };
  const newRuns = async (from: number) => (await bench.rows('servicetitan_sync_runs')).slice(from);

  beforeAll(async () => {
    const sizes = { customers: 40, invoices: 90 };
    servicetitan = await startSimulator({
      tenants: [
        { seed: 31, sizes },
        { seed: 32, sizes },
        { seed: 33, sizes },
      ],
    });
    folder = temporaryFolder();
    mailbox = await startMailbox();
    client = await airbyteFor(servicetitan);
    ({ connectionId } = (await client.createConnection()) as { connectionId: string });
    const { apiUrl, webUrl, workspaceId } = client.airbyte;
    const airbyteSettings = { airbyteUrl: apiUrl, airbyteWebUrl: webUrl, workspaceId };
    bench = await benchOf(
      n8n,
      [
        workflowOf('alder', 0),
        workflowOf('birch', 1),
        // Not a reject is allowed, and its records are spoiled below
        workflowOf('cedar', 2, { maxRejectRate: 0, maxRejectRows: 0 }),
        { file: '6-run-an-airbyte-sync.json', settings: { ...airbyteSettings, pollSeconds: 1 } },
        { file: '3-failed-sync-alerts.json', settings: { ...airbyteSettings, workspaceId: '' } },
        { file: '1-scheduled-syncs.json', settings: { n8nUrl: 'https://n8n.test', airbyteSyncs: 'from here' } },
      ],
      templateCredentials(client.airbyte, 'none', mailbox.port),
      { N8N_RESTRICT_FILE_ACCESS_TO: folder.path },
    );
  });

  afterAll(async () => {
    await bench.stop();
    await client.airbyte.close();
    await mailbox.close();
    folder.remove();
    await servicetitan.close();
  });

  test('makes its tables by itself, and with nobody in them nothing happens', async () => {
    const run = await bench.session.run(id, 'Every week');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'success', error: undefined });
    expect(run.items('Who is due')).toEqual([]);
    const row = { route: 'n8n', frequency: 'weekly', enabled: true };
    await bench.insert('servicetitan_tenants', { ...row, tenant: 'alder', name: 'Alder', workflowId: idOf('alder') });
    await bench.insert('servicetitan_tenants', { ...row, tenant: 'birch', name: 'Birch', workflowId: idOf('birch') });
    await bench.insert('servicetitan_tenants', { ...row, tenant: 'elm', name: 'Elm', enabled: false });
  });

  test('weekly: one tenant fails, the other has its files, the same bytes as from the destination', async () => {
    const began = Date.now();
    const run = await bench.session.run(id, 'Every week');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'success', error: undefined });

    const { streams } = compileFormat(legacyFormats['servicetitan-reports'], { tenantKey: 'alder', timeZone });
    const { source, destination } = await syncOnce(folder, {
      sourceConfig: sourceConfig(servicetitan, tenantAt(0)),
      destinationConfig: {
        ...{ tenant_key: 'alder', time_zone: timeZone, format: { kind: 'preset', preset: 'servicetitan-reports' } },
        delivery: { kind: 'files', directory: join(folder.path, 'destination'), file_type: 'csv' },
      },
      catalog: catalogOf('incremental', ...streams.map(({ stream }) => stream)),
    });
    expect([source.code, destination.code]).toEqual([0, 0]);
    const [batch] = completeBatches(join(folder.path, 'destination'), 'alder');
    // The batch's id in a name is that of one report here, of both there
    const kindOf = (name: string): string => (/customer/i.test(name) ? 'customers' : 'invoices');
    const files = readdirSync(into('alder'));
    expect(files.map(kindOf).sort()).toEqual(['customers', 'invoices']);
    for (const name of files) {
      const report = batch!.reports.find((each) => each.report === kindOf(name))!;
      const there = readFileSync(join(folder.path, 'destination', 'alder', 'incoming', report.file), 'utf8');
      expect(readFileSync(join(into('alder'), name), 'utf8')).toBe(there);
    }
    expect(readdirSync(into('birch'))).toEqual([]);

    const runs = await bench.rows('servicetitan_sync_runs');
    const written = batch!.reports.reduce((sum, { counts }) => sum + counts.written!, 0);
    expect(runs).toMatchObject([
      { tenant: 'alder', route: 'n8n', status: 'succeeded', records: written, rejects: 0, message: '' },
      { tenant: 'birch', route: 'n8n', status: 'failed', records: 0 },
    ]);
    expect(String(runs[1]?.message)).toMatch(/does not accept this client id and client secret/);
    const [first] = runs;
    expect(first?.logUrl).toBe(`https://n8n.test/workflow/${id}/executions/${String(first?.runId)}`);
    const [startedAt, finishedAt, nextRunAt] = [first?.startedAt, first?.finishedAt, first?.nextRunAt].map((moment) =>
      Date.parse(String(moment)),
    ) as [number, number, number];
    expect(startedAt).toBeGreaterThanOrEqual(began);
    expect(finishedAt).toBeGreaterThan(startedAt);
    expect(Math.round((nextRunAt - began) / 86_400_000)).toBe(7);
  });

  test('the failure reached a person, in plain words; the same again does not', async () => {
    expect(mailbox.mails).toHaveLength(1);
    const [{ subject, text } = { subject: '', text: '' }] = mailbox.mails;
    expect(subject).toBe('The sync of Birch failed');
    expect(text).toMatch(
      /What happened: .*does not accept.*\nWhat to do: If the app was not allowed.*\nRead more: https:\/\/n8n\.test\/workflow/,
    );
    expect(text).not.toContain('cs.mistyped');
    // Meanwhile a record of the other tenant is spoiled: one reject, which its limits allow
    const [spoiled] = tenantAt(0)
      .rows('customers')
      .filter(({ active, mergedToId }) => active === true && !mergedToId);
    spoil(0, spoiled!.id as number);
    await bench.session.run(id, 'Every week');
    const [alder, birch] = await newRuns(2);
    expect(alder).toMatchObject({ status: 'succeeded', rejects: 1 });
    expect(alder?.message).toBe(`1 record was rejected: customers ${String(spoiled!.id)}: Customer Street is empty.`);
    expect(birch).toMatchObject({ status: 'failed' });
    expect(mailbox.mails).toHaveLength(1);
  });

  test('more rejects than the limits allow: nothing is handed on, and the run log says why', async () => {
    for (const { id: customer } of tenantAt(2).rows('customers').slice(0, 12)) spoil(2, customer as number);
    await bench.insert('servicetitan_tenants', {
      ...{ tenant: 'cedar', name: 'Cedar', route: 'n8n', frequency: 'monthly', enabled: true },
      workflowId: idOf('cedar'),
    });
    await bench.session.run(id, 'Every month');
    const [row, ...others] = await newRuns(4);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ tenant: 'cedar', status: 'failed' });
    expect(String(row?.message)).toMatch(/held back[\s\S]*Nothing was handed on/);
    expect(readdirSync(into('cedar'))).toEqual([]);
    expect(mailbox.mails.slice(1)).toMatchObject([{ subject: 'The sync of Cedar failed' }]);
  });

  test('own schedules: who was due in the last hour, by Airbyte as well as here; a row that says too little fails alone', async () => {
    const hour = new Date().getUTCHours();
    // This hour and the next one, which may begin meanwhile
    const frequency = `0 0 ${String(hour)},${String((hour + 1) % 24)} * * ?`;
    for (const tenant of ['fir', 'gum', 'hazel'])
      await bench.insert('servicetitan_tenants', {
        ...{ tenant, name: tenant, enabled: true, frequency },
        ...(tenant === 'fir' ? { route: 'airbyte', connectionId } : { route: 'n8n', workflowId: '' }),
        ...(tenant === 'hazel' ? { frequency: `0 0 ${String((hour + 12) % 24)} * * ?` } : {}),
      });
    client.airbyte.plan({ phases: [['running', 1]], rows: 77 });
    // By the published schedule, which is every minute here
    const path = `/rest/workflows/${id}`;
    const { nodes, versionId } = await bench.session.call<Workflow & { versionId: string }>('GET', path);
    const parameters = { rule: { interval: [{ field: 'cronExpression', expression: '* * * * *' }] } };
    const changed = nodes.map((node) => (node.name === 'Own schedules' ? { ...node, parameters } : node));
    await bench.session.call('PATCH', path, { nodes: changed, versionId });
    await bench.session.publish(id);
    for (const until = Date.now() + 120_000; (await newRuns(5)).length < 2 && Date.now() < until;) await delay(500);
    await bench.session.unpublish(id);
    const rows = (await newRuns(5)).slice(0, 2);
    expect(await bench.session.executions(id)).toContainEqual(expect.objectContaining({ mode: 'trigger' }));
    expect(rows).toMatchObject([
      { tenant: 'fir', route: 'airbyte', status: 'succeeded', records: 77, runId: '1' },
      { tenant: 'gum', route: 'n8n', status: 'failed' },
    ]);
    expect(String(rows[1]?.message)).toContain('has no workflowId');
  });
});
