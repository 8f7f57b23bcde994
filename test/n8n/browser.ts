/** A browser, and what a person does in n8n's editor with it. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { chromium, type Locator, type Page } from 'playwright-core';

import type { Owner } from './rest';

/** Generous: two suites share two cores, and the editor is some ten megabytes of scripts. */
const waitMs = 90_000;

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

export interface PageOptions {
  /** for pages that ask for a name and a password */
  readonly login?: { readonly username: string; readonly password: string };
  readonly isPhone?: boolean;
}

export interface Browser {
  open(size: { readonly width: number; readonly height: number }, options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Without what chromium does on its own behalf: it would call its makers at every start. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser with a profile of its own. */
export async function startBrowser(executablePath: string): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: flags });
  return {
    async open(viewport, { login, isPhone = false } = {}) {
      const context = await browser.newContext({
        viewport,
        ...(isPhone ? { isMobile: true, hasTouch: true } : {}),
        ...(login === undefined ? {} : { httpCredentials: login }),
        reducedMotion: 'reduce',
        locale: 'en-US',
        timezoneId: 'UTC',
      });
      context.setDefaultTimeout(waitMs);
      return context.newPage();
    },
    close: () => browser.close(),
  };
}

export async function screenshot(page: Page, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  // n8n's short-lived messages cover what the picture is about
  await page.screenshot({ path, animations: 'disabled', style: '.el-notification { display: none }' });
}

const part = (page: Page | Locator, name: string): Locator => page.locator(`[data-test-id="${name}"]`);

export async function signInToEditor(page: Page, url: string, owner: Owner): Promise<void> {
  await page.goto(`${url}/signin`);
  await page.locator('input[name=emailOrLdapLoginId]').fill(owner.email);
  await page.locator('input[name=password]').fill(owner.password);
  await part(page, 'form-submit-button').click();
  await part(page, 'project-tabs').waitFor();
}

/** Opens the form of a new credential. */
export async function beginCredential(page: Page, url: string, typeName: string): Promise<void> {
  await page.goto(`${url}/home/credentials/create`);
  await page.getByPlaceholder('Search for app...').fill(typeName);
  await part(page, 'new-credential-type-select-option').filter({ hasText: typeName }).click();
  await part(page, 'new-credential-type-button').click();
  await part(page, 'editCredential-modal').waitFor();
}

const credentialField = (page: Page, name: string): Locator =>
  part(part(page, 'editCredential-modal'), `parameter-input-${name}`).locator('input').first();

export async function choose(page: Page, field: string, option: string): Promise<void> {
  await credentialField(page, field).click();
  await part(page, 'parameter-input-item').filter({ hasText: option }).first().click();
}

export async function fillCredential(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await credentialField(page, name).fill(value);
}

/** Saves the credential, which tests it; gives what the form then says. */
export async function saveCredential(page: Page): Promise<string> {
  const tested = page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test'));
  await part(page, 'credential-save-button').click();
  const { data } = (await (await tested).json()) as { data: { status: string } };
  const heading = data.status === 'OK' ? /Connection tested successfully/ : /Couldn.t connect with these settings/;
  const modal = part(page, 'editCredential-modal');
  await modal.getByText(heading).first().waitFor();
  if (data.status !== 'OK') await modal.getByText('More details').click();
  return modal.innerText();
}

export async function closeCredential(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await part(page, 'editCredential-modal').waitFor({ state: 'hidden' });
}

export async function openWorkflow(page: Page, url: string, id: string): Promise<void> {
  await page.goto(`${url}/workflow/${id}`);
  await part(page, 'canvas-node').first().waitFor();
}

export async function openNode(page: Page, name: string): Promise<void> {
  await part(page, 'canvas-node').filter({ hasText: name }).first().dblclick();
  await part(page, 'ndv').waitFor();
}

export async function closeNode(page: Page): Promise<void> {
  await part(page, 'ndv-close-button').click();
  await part(page, 'ndv').waitFor({ state: 'hidden' });
}

export async function chooseCredential(page: Page, name: string): Promise<void> {
  await part(page, 'node-credentials-select').click();
  await page.locator('[data-test-id^="node-credentials-select-item-"]').filter({ hasText: name }).first().click();
}

/** Presses the big button and waits for the end; gives what n8n then says. */
export async function execute(page: Page): Promise<string> {
  await part(page, 'execute-workflow-button').first().click();
  const said = page.getByText(/Workflow executed successfully|Problem in node/);
  await said.first().waitFor();
  return said.first().innerText();
}

/** Waits until the canvas says that so many items left a node. */
export async function seeItems(page: Page, count: number): Promise<void> {
  await part(page, 'canvas')
    .getByText(`${String(count)} items`, { exact: true })
    .first()
    .waitFor();
}

/** The rows that an opened node shows of its output, and how many items there are in all. */
export async function shownOutput(page: Page): Promise<{ count: string; header: string[]; rows: string[][] }> {
  const panel = part(page, 'output-panel');
  await part(panel, 'radio-button-table').click();
  const table = panel.locator('table').first();
  await table.locator('tbody tr').first().waitFor();
  const rows = await table.locator('tbody tr').all();
  return {
    count: await part(panel, 'run-data-item-count').first().innerText(),
    header: await table.locator('thead th').allInnerTexts(),
    rows: await Promise.all(rows.map((row) => row.locator('td').allInnerTexts())),
  };
}
