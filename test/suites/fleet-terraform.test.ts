import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { parseToObject } from 'hcl2-parser';

const fleet = dirname(require.resolve('servicetitan-fleet/package.json'));
const moduleFolder = join(fleet, 'terraform');
const examples = join(moduleFolder, 'schedule', 'examples.json');

const hasTerraform = spawnSync('terraform', ['version']).status === 0;
const terraform = (folder: string, ...args: string[]) =>
  spawnSync('terraform', [`-chdir=${folder}`, ...args], { encoding: 'utf8', timeout: 120_000 });

interface Example {
  key: string;
  timeZone: string;
  schedule: Record<string, unknown>;
  cron: string | null;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-terraform-'));
  cpSync(moduleFolder, folder, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const files = (readdirSync(moduleFolder, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.tf'))
  .sort();

describe('the Terraform module of a fleet', () => {
  test.each(files)('%s is HCL', (name) => {
    const [parsed, error] = parseToObject(readFileSync(join(moduleFolder, name), 'utf8')) as [object | null, unknown];
    expect(error).toBeNull();
    expect(Object.keys(parsed ?? {})).not.toEqual([]);
  });

  test('makes what the command makes: a definition for each connector, three objects for each tenant', () => {
    const [parsed] = parseToObject(readFileSync(join(moduleFolder, 'main.tf'), 'utf8')) as [{ resource: object }];
    expect(Object.keys(parsed.resource).sort()).toEqual([
      'airbyte_connection',
      'airbyte_destination',
      'airbyte_destination_definition',
      'airbyte_source',
      'airbyte_source_definition',
    ]);
  });

  test('knows the streams of the formats that there are', () => {
    execFileSync(process.execPath, [join(dirname(fleet), 'scripts', 'fleet-streams.mjs'), '--check']);
  });

  // The command's own expressions are held to the same examples in the package's suite.
  test('gives a tenant the same minute as the command does', () => {
    const wanted = JSON.parse(readFileSync(examples, 'utf8')) as Example[];
    expect(wanted.length).toBeGreaterThan(5);
    if (!hasTerraform) return;
    const root = mkdtempSync(join(folder, 'root-'));
    const modules = wanted.map(({ key, timeZone, schedule }, at) => {
      const words = JSON.stringify(schedule);
      return `module "m${at}" {\n  source = "../schedule"\n  key = "${key}"\n  time_zone = "${timeZone}"\n  schedule = ${words}\n}\noutput "o${at}" {\n  value = module.m${at}.cron == null ? "null" : module.m${at}.cron\n}\n`;
    });
    writeFileSync(join(root, 'main.tf'), modules.join(''));
    expect(terraform(root, 'init', '-backend=false').status).toBe(0);
    expect(terraform(root, 'apply', '-auto-approve')).toMatchObject({ status: 0 });
    const outputs = JSON.parse(terraform(root, 'output', '-json').stdout) as Record<string, { value: string }>;
    expect(wanted.map(({ key }, at) => [key, outputs[`o${at}`]?.value])).toEqual(
      wanted.map(({ key, cron }) => [key, cron ?? 'null']),
    );
  });

  test('is formatted, and valid where Terraform can get the provider', () => {
    if (!hasTerraform) return;
    expect(terraform(folder, 'fmt', '-check', '-recursive').stdout).toBe('');
    if (terraform(folder, 'init', '-backend=false').status !== 0) return;
    expect(terraform(folder, 'validate').stdout).toContain('Success');
  });
});
