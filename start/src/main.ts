import { join, relative } from 'node:path';

import { help, parseOptions, UsageError, type StartOptions } from './args';
import { configureCatalog } from './catalog';
import { complaints, runCommand } from './connector';
import { destinationProgram, readJson, readJsonIfThere, sourceProgram, writeJson } from './files';
import { parseMessage } from './messages';
import { runSync } from './pipeline';
import { followProgress } from './progress';
import { startSimulatedTenant } from './simulated-tenant';
import { mergeStates } from './state';
import { describeBatch, findManifests } from './summary';

const print = (text: string): void => {
  console.log(text);
};

interface Prepared {
  readonly sourceConfig: string;
  readonly destinationConfig: string;
  stop(): void;
}

/** The two configurations: the caller's, or those of a simulated tenant that has been at work since the last run. */
async function prepare(options: StartOptions, run: number): Promise<Prepared> {
  if (options.sourceConfig !== undefined && options.destinationConfig !== undefined)
    return { sourceConfig: options.sourceConfig, destinationConfig: options.destinationConfig, stop: () => undefined };
  const tenant = await startSimulatedTenant({ ...options, days: run - 1 });
  if (run > 1) print('Simulated tenant: a day of business since the last run');
  const sourceConfig = join(options.out, 'source-config.json');
  const destinationConfig = join(options.out, 'destination-config.json');
  writeJson(sourceConfig, tenant.sourceConfig);
  writeJson(destinationConfig, {
    tenant_key: 'demo',
    time_zone: 'America/Chicago',
    trade: 'plumbing',
    delivery: { kind: 'files', directory: join(options.out, 'legacy'), file_type: 'csv' },
  });
  return { sourceConfig, destinationConfig, stop: tenant.stop };
}

async function checkConnection(name: string, program: string, config: string): Promise<void> {
  const { messages } = await runCommand(program, ['check', '--config', config]);
  const status = messages.find((message) => message.type === 'CONNECTION_STATUS')?.connectionStatus;
  if (status?.status !== 'SUCCEEDED')
    throw new Error(`The ${name} cannot be used: ${status?.message ?? complaints(messages).join(' ')}`);
  print(`  ${name.padEnd(12)} ${status.message ?? 'ok'}`);
}

/** Where a files delivery of this configuration puts complete batches; undefined for other deliveries. */
function incomingFolder(destinationConfig: string): string | undefined {
  const config = readJson(destinationConfig) as {
    tenant_key?: string;
    delivery?: { kind?: string; directory?: string };
  };
  const directory = config.delivery?.kind === 'files' ? config.delivery.directory : undefined;
  return directory === undefined ? undefined : join(directory, String(config.tenant_key), 'incoming');
}

async function sync(options: StartOptions, files: Prepared, run: number, statePath: string): Promise<number> {
  print('Check');
  await checkConnection('source', sourceProgram, files.sourceConfig);
  await checkConnection('destination', destinationProgram, files.destinationConfig);

  const discovery = await runCommand(sourceProgram, ['discover', '--config', files.sourceConfig]);
  const discovered = discovery.messages.find((message) => message.type === 'CATALOG')?.catalog?.streams;
  if (discovered === undefined) throw new Error(`discover failed: ${complaints(discovery.messages).join('\n')}`);
  const catalogPath = join(options.out, 'catalog.json');
  writeJson(catalogPath, configureCatalog(discovered, { ...options, run }));

  const incoming = incomingFolder(files.destinationConfig);
  const before = incoming === undefined ? [] : findManifests(incoming);
  const previousState = readJsonIfThere(statePath) ?? [];
  const statesForRead = join(options.out, 'state-before.json');
  writeJson(statesForRead, options.fullRefresh ? [] : previousState);

  print(`Sync ${run}${run === 1 ? '' : ' (incremental)'}`);
  const startedAt = Date.now();
  const progress = followProgress(print, Date.now, parseMessage);
  const outcome = await runSync({ ...files, catalog: catalogPath, state: statesForRead }, progress);
  const seconds = (Date.now() - startedAt) / 1000;
  writeJson(statePath, mergeStates(previousState, outcome.states));

  const after = incoming === undefined ? [] : findManifests(incoming);
  const fresh = after.filter(({ path }) => !before.some((old) => old.path === path));
  if (incoming !== undefined) {
    print(fresh.length === 0 ? 'Published: nothing new' : 'Published');
    for (const found of fresh) print(describeBatch(found, before, incoming));
  }
  const rate = Math.round(progress.totalRecords() / Math.max(seconds, 0.001));
  print(
    `${progress.totalRecords().toLocaleString('en-US')} records in ${seconds.toFixed(1)} s ` +
      `(${rate.toLocaleString('en-US')}/s); state in ${relative(process.cwd(), statePath)}`,
  );
  for (const [name, code, messages] of [
    ['source', outcome.sourceCode, outcome.sourceMessages],
    ['destination', outcome.destinationCode, outcome.destinationMessages],
  ] as const)
    if (code !== 0) print(`The ${name} failed (exit ${code}):\n  ${complaints(messages).join('\n  ')}`);
  return outcome.sourceCode === 0 && outcome.destinationCode === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    print(help);
    return 0;
  }
  const runPath = join(options.out, 'run.json');
  const run = ((readJsonIfThere(runPath) as { run?: number } | undefined)?.run ?? 0) + 1;
  const prepared = await prepare(options, run);
  try {
    const code = await sync(options, prepared, run, join(options.out, 'state.json'));
    writeJson(runPath, { run });
    return code;
  } finally {
    prepared.stop();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
