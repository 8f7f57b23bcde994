/** The package's README says what is so: its example runs, its numbers are those of the menu. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeProperties } from 'n8n-workflow';

import { n8nSuite } from '../../support/n8n-engine';

const readme = readFileSync(join(__dirname, '..', '..', '..', 'n8n-nodes-servicetitan', 'README.md'), 'utf8');
const suite = n8nSuite();

test('the example workflow reads the customers that changed since yesterday', async () => {
  const { nodes } = JSON.parse(/```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '{}') as { nodes: INode[] };
  const ours = nodes.filter(({ type }) => type === 'n8n-nodes-servicetitan.serviceTitan');
  expect(ours).toHaveLength(1);
  suite.simulator.mutate(suite.tenant.tenantId, { stream: 'customers', action: 'edit-many', count: 3 });
  const { items, error } = await suite.engine.runNode({ node: 'serviceTitan', parameters: ours[0]!.parameters });
  expect({ error, rows: items.length }).toEqual({ error: null, rows: 3 });
});

test('the numbers of resources are those of the menu', async () => {
  const { nodes } = await suite.engine.describe();
  const propertiesOf = (node: string) => (nodes[node] as { properties: INodeProperties[] }).properties;
  const resourcesWith = (operation: string): number =>
    propertiesOf('serviceTitan')
      .filter(
        ({ name, options = [] }) =>
          name === 'operation' && options.some((one) => 'value' in one && one.value === operation),
      )
      .flatMap(({ displayOptions }) => displayOptions?.show?.resource ?? []).length;
  const watched = propertiesOf('serviceTitanTrigger').find(({ name }) => name === 'resource')?.options?.length;
  const said = (words: RegExp) => Number(words.exec(readme)?.[1]);
  expect({
    many: said(/\*\*Get Many\*\*\s*\| (\d+) resources/),
    one: said(/\*\*Get\*\*\s*\| (\d+) resources/),
    changes: said(/\*\*Get Changes\*\*\s*\| (\d+) resources/),
    watched: said(/Any of (\d+) resources/),
  }).toEqual({
    many: resourcesWith('getAll'),
    one: resourcesWith('get'),
    changes: resourcesWith('getChanges'),
    watched,
  });
});

test('the folders and commands that it names are there', () => {
  const root = join(__dirname, '..', '..', '..');
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  for (const [, command] of readme.matchAll(/^ {4}npm run (\S+)(?! -w)\s+#/gm))
    expect(Object.keys(manifest.scripts)).toContain(command);
  for (const [, file] of readme.matchAll(/`((?:credentials|transport|scripts)\/[\w./-]+\.(?:ts|mjs))`/g))
    expect(readFileSync(join(root, 'n8n-nodes-servicetitan', file!), 'utf8')).not.toBe('');
});
