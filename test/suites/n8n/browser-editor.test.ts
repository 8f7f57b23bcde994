/** What a new user does in n8n's editor, in a real browser: sign in, connect ServiceTitan, run a workflow, look at it. */
import type { Page } from 'playwright-core';

import {
  beginCredential,
  choose,
  chooseCredential,
  closeCredential,
  closeNode,
  desktop,
  execute,
  fillCredential,
  openNode,
  openWorkflow,
  saveCredential,
  seeItems,
  shownOutput,
  signInToEditor,
  startBrowser,
  type Browser,
} from '../../n8n/browser';
import { credentialData, firstWorkflow, owner } from '../../n8n/demo/content';
import type { N8n } from '../../n8n/installation';
import { signIn } from '../../n8n/rest';
import type { N8nServer } from '../../n8n/server';
import { startSimulator, type Simulator } from '../../simulator';
import { chromium } from '../../support/chromium';
import { availableN8n, userFolderWithNodes, type UserFolder } from '../../support/n8n';
import { camera } from '../../support/screenshots';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n or apt cannot get a browser (no network, not root).
const real = availableN8n();
const browserProgram = chromium();

(real.ready && browserProgram.ready ? describe : describe.skip)('a new user in the editor', () => {
  const { n8n } = real as { n8n: N8n };
  const { path: chromiumPath } = browserProgram as { path: string };
  const take = camera('editor');
  let simulator: Simulator;
  let folder: UserFolder;
  let server: N8nServer;
  let browser: Browser;
  let page: Page;
  let workflowId: string;

  beforeAll(async () => {
    simulator = await startSimulator({ tenants: [{ sizes: { customers: 120, invoices: 10 } }] });
    folder = await userFolderWithNodes(n8n);
    server = await folder.start();
    const session = await signIn(server.url, owner);
    ({ id: workflowId } = await session.createWorkflow(firstWorkflow));
    browser = await startBrowser(chromiumPath);
    page = await browser.open(desktop);
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
    await simulator.close();
    folder.remove();
  });

  test('signs in', () =>
    take.onFailure(page, async () => {
      await signInToEditor(page, server.url, owner);
      expect(page.url()).toContain('/home/workflows');
    }));

  test('a wrong secret is told in words that say what to do', () =>
    take.onFailure(page, async () => {
      const { tenantId, clientId, appKey, apiUrl, authUrl } = credentialData(simulator, simulator.tenants[0]);
      await beginCredential(page, server.url, 'ServiceTitan API');
      await choose(page, 'environment', 'Custom');
      // blanks come along when people paste
      await fillCredential(page, { tenantId: ` ${tenantId}`, clientId, clientSecret: 'cs1.mistyped', appKey });
      await fillCredential(page, { apiUrl, authUrl });
      const said = await saveCredential(page);
      await take.screenshot(page, 'credential-wrong-secret');
      expect(said).toMatch(/Couldn.t connect/);
      expect(said).toMatch(/Not Connected Yet: .*does not accept this client id and client secret/);
      expect(said).toMatch(/Settings > Integrations > API Application Access/);
      expect(said).not.toContain('cs1.mistyped');
    }));

  test('the right secret connects', () =>
    take.onFailure(page, async () => {
      await fillCredential(page, { clientSecret: simulator.tenants[0].clientSecret });
      expect(await saveCredential(page)).toMatch(/Connection tested successfully/);
      await take.screenshot(page, 'credential-connected');
      await closeCredential(page);
    }));

  test('a workflow gives the customers of the tenant as items', () =>
    take.onFailure(page, async () => {
      const active = simulator.tenants[0].rows('customers').filter((row) => row.active === true);
      await openWorkflow(page, server.url, workflowId);
      await openNode(page, 'Customers');
      await chooseCredential(page, 'ServiceTitan');
      await closeNode(page);
      expect(await execute(page)).toMatch(/executed successfully/);
      await seeItems(page, active.length);
      await take.screenshot(page, 'workflow-run');
      await openNode(page, 'Customers');
      const { count, header, rows } = await shownOutput(page);
      await take.screenshot(page, 'items');
      expect(count).toBe(`${String(active.length)} items`);
      expect(header).toEqual(expect.arrayContaining(['id', 'name']));
      expect(rows[0]).toEqual(expect.arrayContaining([String(active[0]?.id), String(active[0]?.name)]));
    }));
});
