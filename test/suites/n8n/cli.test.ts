/** From an empty folder to items on n8n's command line, with the nodes installed from their archive. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { commandLine } from '../../n8n/cli';
import { credentialData, firstWorkflow } from '../../n8n/demo/content';
import { filledIn } from '../../n8n/filled-in';
import type { N8n } from '../../n8n/installation';
import type { Credential, Run } from '../../n8n/workflow';
import { startSimulator, type Simulator } from '../../simulator';
import { availableN8n, userFolderWithNodes, type UserFolder } from '../../support/n8n';

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();

(real.ready ? describe : describe.skip)('the nodes on the command line of a real n8n', () => {
  const { n8n } = real as { n8n: N8n };
  let simulator: Simulator;
  let folder: UserFolder;

  const credential = (): Credential => ({
    id: 'suiteCredential1',
    name: 'Suite',
    type: 'serviceTitanApi',
    data: credentialData(simulator, simulator.tenants[0]),
  });

  async function run(given: Credential): Promise<Run> {
    const cli = commandLine(n8n, folder.path);
    await cli.importCredentials([given]);
    await cli.importWorkflows([filledIn(firstWorkflow, {}, [given])]);
    return cli.execute(firstWorkflow.id);
  }

  beforeAll(async () => {
    simulator = await startSimulator({ tenants: [{ sizes: { customers: 257, invoices: 10 } }] });
    folder = await userFolderWithNodes(n8n);
  });

  afterAll(async () => {
    await simulator.close();
    folder.remove();
  });

  test('a workflow reads every customer of a tenant, with one token', async () => {
    const { status, error, items } = await run(credential());
    expect({ status, error }).toEqual({ status: 'success', error: undefined });
    const active = simulator.tenants[0].rows('customers').filter((row) => row.active === true);
    const expected = active.map(({ id }) => Number(id)).sort((a, b) => a - b);
    expect(expected.length).toBeGreaterThan(200);
    const found = items('Customers').map(({ json }) => Number(json.id));
    expect(found.sort((a, b) => a - b)).toEqual(expected);
    expect(simulator.requests.filter(({ path }) => path.endsWith('/connect/token'))).toHaveLength(1);
  });

  test('a wrong secret ends the run in plain words, and no secret is in what n8n keeps', async () => {
    const wrong = credential();
    const data = { ...wrong.data, clientSecret: 'cs1.mistyped-secret' };
    const failed = run({ ...wrong, data, id: 'suiteCredential2' });
    await expect(failed).rejects.toThrow(/Not Connected Yet: .*client secret/);
    const kept = filesBelow(join(folder.path, '.n8n'));
    expect(kept.map((path) => basename(path))).toContain('database.sqlite');
    for (const secret of ['cs1.mistyped-secret', simulator.tenants[0].clientSecret, simulator.tenants[0].appKey])
      expect(kept.filter((path) => readFileSync(path).includes(secret))).toEqual([]);
  });
});
