/** What a client and an office see of the templates in a real browser: the onboarding form and the sync dashboard. */
import type { Page } from 'playwright-core';

import { desktop, phone, startBrowser, type Browser } from '../../n8n/browser';
import type { N8n } from '../../n8n/installation';
import { startSimulator, type Simulator } from '../../simulator';
import { airbyteFor, type AirbyteClient } from '../../support/airbyte-api';
import { chromium } from '../../support/chromium';
import { availableN8n } from '../../support/n8n';
import { benchOf, statusPage, templateCredentials, type TemplateBench } from '../../support/n8n-templates';
import { camera } from '../../support/screenshots';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n or apt cannot get a browser (no network, not root).
const real = availableN8n();
const browserProgram = chromium();
const hour = 3_600_000;

(real.ready && browserProgram.ready ? describe : describe.skip)('pages of the templates', () => {
  const { n8n } = real as { n8n: N8n };
  const { path: chromiumPath } = browserProgram as { path: string };
  const take = camera('pages');
  let serviceTitan: Simulator;
  let client: AirbyteClient;
  let bench: TemplateBench;
  let browser: Browser;
  let page: Page;

  const login = { username: statusPage.user, password: statusPage.password };
  const form = (): string => `${bench.server.url}/form/servicetitan-client`;
  const dashboard = (): string => `${bench.server.url}/webhook/servicetitan-status`;
  const cardOf = (shown: Page, name: string) => shown.locator('article').filter({ hasText: name });

  /** Fills the form in as a person does who copies from ServiceTitan, and sends it. */
  async function sendForm(shown: Page, clientSecret: string): Promise<void> {
    const [, tenant] = serviceTitan.tenants;
    await shown.goto(form());
    await shown.getByLabel('Client name').fill('Dogwood Drains');
    await shown.getByLabel('Tenant ID').fill(String(tenant?.tenantId));
    await shown.getByLabel('Client ID').fill(String(tenant?.clientId));
    await shown.getByLabel('Client Secret').fill(clientSecret);
    await shown.getByLabel('Environment').selectOption('Production');
    await shown.getByLabel('How often').selectOption('Weekly');
    await shown.getByLabel('Time zone').selectOption('America/Chicago');
    await take.screenshot(shown, shown.viewportSize()?.width === phone.width ? 'form-phone' : 'form');
    await shown.getByRole('button', { name: 'Test and connect' }).click();
  }

  /** Syncs that ended in the past, so that there is a history. */
  function ran(connectionId: string, hoursAgo: number, outcome: 'succeeded' | 'failed', rows: number): void {
    const { airbyte } = client;
    airbyte.plan({ phases: [['running', 90]], outcome, rows });
    const job = airbyte.startSync(connectionId);
    job.createdAt = Date.now() - hoursAgo * hour;
    job.end = { status: outcome, at: job.createdAt + 90_000 };
  }

  beforeAll(async () => {
    const sizes = { customers: 3, invoices: 3 };
    serviceTitan = await startSimulator({ tenants: [{ sizes }, { sizes, seed: 2 }] });
    client = await airbyteFor(serviceTitan);
    const { apiUrl: airbyteUrl, webUrl: airbyteWebUrl, workspaceId, store } = client.airbyte;
    for (const name of ['Alder Plumbing', 'Birch Heating']) {
      const schedule = { scheduleType: 'cron', cronExpression: '0 15 6 ? * MON' };
      const { connectionId } = await client.createConnection({ name, schedule });
      ran(String(connectionId), 170, 'succeeded', 1180);
      ran(String(connectionId), 2, name === 'Birch Heating' ? 'failed' : 'succeeded', 1234);
    }
    const shared = { airbyteUrl, airbyteWebUrl, workspaceId, timeZone: 'America/Chicago' };
    const [sourceDefinitionId = ''] = store.definitions.source.keys();
    const [destinationDefinitionId = ''] = store.definitions.destination.keys();
    const { apiUrl, authUrl } = serviceTitan;
    const onboarding = { ...shared, sourceDefinitionId, destinationDefinitionId, apiUrl, authUrl };
    bench = await benchOf(
      n8n,
      [
        { file: '2-onboard-a-client.json', settings: onboarding },
        { file: '4-sync-dashboard.json', settings: shared },
      ],
      templateCredentials(client.airbyte, serviceTitan.tenants[0].appKey),
    );
    browser = await startBrowser(chromiumPath);
    page = await browser.open(desktop, { login });
  });

  afterAll(async () => {
    await browser.close();
    await bench.stop();
    await client.airbyte.close();
    await serviceTitan.close();
  });

  test('without the password there is neither form nor dashboard', async () => {
    const stranger = await browser.open(desktop);
    for (const address of [form(), dashboard()]) {
      const answer = await stranger.request.get(address);
      expect(answer.status()).toBe(401);
    }
    await stranger.context().close();
  });

  test('a client with a wrong secret reads what to do', () =>
    take.onFailure(page, async () => {
      await sendForm(page, 'cs1.mistyped');
      await page.getByRole('heading', { name: 'Not Connected Yet' }).waitFor();
      await take.screenshot(page, 'form-not-connected');
      expect(await page.locator('body').innerText()).toMatch(/API Application Access/);
      expect(client.airbyte.store.connections.size).toBe(2);
    }));

  test('on a phone, with the right one, the client is connected', async () => {
    const small = await browser.open(phone, { login, isPhone: true });
    await take.onFailure(small, async () => {
      await sendForm(small, String(serviceTitan.tenants[1]?.clientSecret));
      await small.getByRole('heading', { name: 'Connected', exact: true }).waitFor();
      await take.screenshot(small, 'form-connected-phone');
      // in the client's own time
      expect(await small.locator('body').innerText()).toMatch(/next sync starts .* [AP]M C[SD]T/);
      const names = [...client.airbyte.store.connections.values()].map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([expect.stringContaining('Dogwood Drains')]));
      expect(await small.content()).not.toContain(serviceTitan.tenants[1]?.clientSecret);
    });
    await small.context().close();
  });

  test('the office sees every tenant, and starts a sync', () =>
    take.onFailure(page, async () => {
      await page.goto(dashboard());
      await cardOf(page, 'Dogwood Drains').waitFor();
      await take.screenshot(page, 'dashboard');
      expect(await cardOf(page, 'Birch Heating').innerText()).toMatch(/Attention/);
      expect(await cardOf(page, 'Alder Plumbing').innerText()).toMatch(/Connected[^]*1,234/);

      client.airbyte.plan({ phases: [['running', 8]], rows: 1301 });
      await cardOf(page, 'Alder Plumbing').getByRole('button', { name: 'Sync now' }).click();
      await page.getByText('The sync of Alder Plumbing was started.').waitFor();
      await take.screenshot(page, 'dashboard-sync-started');
      expect(await cardOf(page, 'Alder Plumbing').innerText()).toMatch(/Syncing/);
      const [started] = client.airbyte.store.jobs.slice(-1);
      expect(started?.jobType).toBe('sync');
    }));

  test('on a phone nothing is cut off', async () => {
    const small = await browser.open(phone, { login, isPhone: true });
    await take.onFailure(small, async () => {
      await small.goto(dashboard());
      await cardOf(small, 'Dogwood Drains').waitFor();
      await take.screenshot(small, 'dashboard-phone');
      const widest = await small.evaluate<number>('document.documentElement.scrollWidth');
      expect(widest).toBeLessThanOrEqual(phone.width);
    });
    await small.context().close();
  });
});
