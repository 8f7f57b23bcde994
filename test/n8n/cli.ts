/** n8n's command line; each call costs some seconds, because it loads all of n8n. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort } from '../support/database-process';

import { runToItsEnd } from './command';
import { environmentOf, type Place } from './environment';
import type { N8n } from './installation';
import { runOf, type Credential, type Run, type RunData, type Workflow } from './workflow';

const timeoutMs = 5 * 60_000;

export interface N8nCli {
  /** Secrets are plain in what is handed over; n8n encrypts them when it stores them. */
  importCredentials(credentials: readonly Credential[]): Promise<void>;
  /** Replaces workflows of the same id. */
  importWorkflows(workflows: readonly Workflow[]): Promise<void>;
  /** Runs a workflow from its manual trigger, also beside a running server. */
  execute(id: string): Promise<Run>;
}

/** The command line on the user folder of an n8n that runs or does not. */
export function commandLine(n8n: N8n, userFolder: string): N8nCli {
  async function call(args: readonly string[]): Promise<string> {
    // a server that runs has its own
    const place: Place = { userFolder, port: await freePort(), brokerPort: await freePort() };
    return runToItsEnd(n8n.node, [n8n.program, ...args], {
      ...{ what: `n8n ${args[0] ?? ''}`, cwd: userFolder, env: environmentOf(n8n, place), timeoutMs },
    });
  }

  async function withFile(content: unknown, use: (path: string) => Promise<unknown>): Promise<void> {
    const path = join(userFolder, 'import.json');
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
    try {
      await use(path);
    } finally {
      rmSync(path, { force: true });
    }
  }

  return {
    importCredentials: (credentials) =>
      withFile(credentials, (path) => call(['import:credentials', `--input=${path}`])),
    importWorkflows: (workflows) => withFile(workflows, (path) => call(['import:workflow', `--input=${path}`])),
    async execute(id) {
      const printed = await call(['execute', `--id=${id}`, '--rawOutput']);
      // indented JSON; before and behind it n8n writes what it logs
      const printedLines = printed.split('\n');
      const begin = printedLines.indexOf('{');
      const data = printedLines.slice(begin, printedLines.indexOf('}', begin) + 1).join('\n');
      if (begin < 0 || data === '') throw new Error(`n8n execute printed no result: ${printed.slice(-500)}`);
      return runOf(JSON.parse(data) as RunData);
    },
  };
}
