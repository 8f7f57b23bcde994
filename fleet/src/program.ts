import { createProgram, examples } from 'command-line';
import type { Command } from 'commander';

import { version } from '../package.json';

import { check, type CheckOptions } from './commands/check';
import { apply, plan, type ApplyOptions, type PlanOptions } from './commands/plan';
import { rotate, type RotateOptions } from './commands/rotate';
import { status, type StatusOptions } from './commands/status';
import { sync, type SyncOptions } from './commands/sync';
import type { Ports } from './session';
import { Fleet } from './tenants/schema';

/** The commands; `exit` gets the exit code of the one that ran. */
export function buildProgram(ports: Ports, exit: (code: number) => void): Command {
  const { terminal } = ports;
  const words = {
    name: 'servicetitan-fleet',
    description: "Every tenant's source, destination and connection in Airbyte, from one file.",
    version,
    no: 'something failed, is overdue or differs',
    noAnswer: 'file, arguments, network',
  };
  const program = createProgram(words, terminal);
  const command = (name: string, description: string, lines: readonly string[]): Command =>
    program
      .command(name)
      .description(description)
      .option('-f, --file <file>', 'the fleet', 'tenants.yaml')
      .addHelpText('after', examples(lines.map((line) => `npx servicetitan-fleet ${line}`)));

  command('plan', 'show what apply would do', ['plan', 'plan --exit-code'])
    .option('--prune', 'also delete tenants that are not in the file')
    .option('--rewrite-secrets', "write every source's secrets again; Airbyte masks them, so they cannot be compared")
    .option('--exit-code', 'exit with 1 when there is something to do')
    .option('--json', 'for machines')
    .action(async (options: PlanOptions) => exit(await plan(options, ports)));

  command('apply', 'make Airbyte as the file says', ['apply', 'apply --yes --prune'])
    .option('--prune', 'also delete tenants that are not in the file, history and all')
    .option('--rewrite-secrets', "write every source's secrets again")
    .option('--yes', 'do not ask')
    .action(async (options: ApplyOptions) => exit(await apply(options, ports)));

  command('status', 'how every tenant is doing; exit code 1 when one is missing, failing or overdue', [
    'status',
    'status acme --json',
  ])
    .argument('[tenants...]', 'keys; default: all')
    .option('--json', 'for machines')
    .action(async (keys: string[], options: StatusOptions) => exit(await status(keys, options, ports)));

  command('sync', 'start syncs now', ['sync acme --wait', 'sync --all'])
    .argument('[tenants...]', 'keys')
    .option('--all', 'every tenant')
    .option('--wait', 'until they have ended')
    .action(async (keys: string[], options: SyncOptions) => exit(await sync(keys, options, ports)));

  command('check', 'ask ServiceTitan whether it lets each tenant in', ['check', 'check acme --json'])
    .argument('[tenants...]', 'keys; default: all')
    .option('--json', 'for machines')
    .action(async (keys: string[], options: CheckOptions) => exit(await check(keys, options, ports)));

  command('rotate', "put a tenant's new credentials into Airbyte, once ServiceTitan has accepted them", ['rotate acme'])
    .argument('<tenant>', 'key')
    .action(async (key: string, options: RotateOptions) => exit(await rotate(key, options, ports)));

  program
    .command('schema')
    .description('print the JSON Schema of the file, for editors')
    .action(() => {
      terminal.print(
        JSON.stringify(
          { $schema: 'http://json-schema.org/draft-07/schema#', title: 'tenants.yaml', ...Fleet },
          null,
          2,
        ),
      );
      exit(0);
    });
  return program;
}
