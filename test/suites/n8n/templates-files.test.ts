/** The template files themselves: what they say is what their sources say, and nothing in them is anybody's. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

import { credentialTypeOf } from '../../n8n/credential-types';
import { templatesFolder } from '../../support/n8n';
import { templateOf } from '../../support/n8n-templates';

const readme = readFileSync(join(templatesFolder, 'README.md'), 'utf8');
const files = readdirSync(templatesFolder).filter((name) => name.endsWith('.json'));

test('the files are up to date with their sources', () => {
  // Prints which is not, and fails
  execFileSync(process.execPath, [join(templatesFolder, 'src', 'build.mjs'), '--check'], { stdio: 'inherit' });
  expect(files.length).toBeGreaterThan(1);
});

describe.each(files)('%s', (file) => {
  const workflow = templateOf(file);

  test('can be imported from the command line: a fixed id of 16 characters, and ids and names that are unique', () => {
    expect(workflow.id).toMatch(/^[A-Za-z0-9]{16}$/);
    for (const member of ['id', 'name'] as const) {
      const all = workflow.nodes.map((node) => node[member]);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  test('carries no credential and no address but examples', () => {
    expect(workflow.nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
    const hosts = [...JSON.stringify(workflow).matchAll(/https?:\/\/([^/"'\\ `$}]+)/g)].map(([, host]) => host);
    expect(hosts.filter((host) => !/(^|\.)(example\.com|servicetitan\.(io|com))$/.test(host ?? ''))).toEqual([]);
  });

  test('the JavaScript of its Code nodes is JavaScript', () => {
    for (const { name, parameters } of workflow.nodes)
      if (typeof parameters.jsCode === 'string')
        expect(() => new Script(`(async () => {\n${String(parameters.jsCode)}\n})`, { filename: name })).not.toThrow();
  });

  test('explains itself: a note for each part, and settings in one node', () => {
    const notes = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
    expect(notes.length).toBeGreaterThan(1);
    expect(workflow.nodes.filter(({ name }) => name === 'Settings')).toHaveLength(1);
  });

  test('every node but notes and triggers is reached, and what asks for a credential is covered by the README', () => {
    const reached = new Set(
      Object.values(workflow.connections).flatMap(({ main }) => main.flat().map(({ node }) => node)),
    );
    const alone = workflow.nodes.filter(
      ({ name, type }) => !reached.has(name) && !/stickyNote|[tT]rigger|webhook/.test(type),
    );
    expect(alone.map(({ name }) => name)).toEqual([]);
    const types = workflow.nodes.map(credentialTypeOf).filter((type) => type !== undefined);
    expect(types.filter((type) => !readme.includes(`\`${type}\``))).toEqual([]);
  });
});
