import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { screenshot } from '../n8n/browser';

const repository = join(__dirname, '..', '..');

export interface Camera {
  /** Keeps a picture for the documentation, with SCREENSHOTS=1 only: a run of the suites leaves the clone as it is. */
  screenshot(page: Page, name: string): Promise<void>;
  /** Runs a test, and keeps what the page shows when it fails. */
  onFailure(page: Page, test: () => Promise<void>): Promise<void>;
}

export function camera(suite: string): Camera {
  const failures = join(repository, 'out', 'test-failures');
  return {
    async screenshot(page, name) {
      if (process.env.SCREENSHOTS === '1')
        await screenshot(page, join(repository, 'docs', 'n8n', 'screenshots', `${name}.png`));
    },
    async onFailure(page, test) {
      try {
        await test();
      } catch (error) {
        const path = join(failures, `${suite}-${String(Date.now())}.png`);
        await screenshot(page, path).catch(() => undefined);
        process.stderr.write(`What the page showed: ${path}\n`);
        throw error;
      }
    },
  };
}
