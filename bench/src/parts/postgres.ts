import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { startPostgres, postgresPrograms, type PostgresServer } from 'servicetitan-test/postgres';

import { invoiceLines } from '../invoice-lines';
import type { Task } from '../load-tables';
import { measure, type Usage } from '../measure';
import { destinationProgram, jsonFile } from '../tenant';

import { count, type Finding, type Part } from './part';

const runs = 5;
const defaultSizes = [100_000];
const ratioGoal = 2;
const rssGoalMb = 300;
const database = 'ingest';
const loadProgram = join(__dirname, '..', 'load-tables.js');

interface Timed {
  readonly seconds: number;
  readonly usage: Usage;
}

const middle = (all: readonly Timed[]): Timed => {
  const found = [...all].sort((a, b) => a.seconds - b.seconds)[Math.floor(all.length / 2)];
  if (found === undefined) throw new RangeError('median of no runs');
  return found;
};

/** Runs a load as a process of its own. */
async function timed(task: Task, folder: string): Promise<Timed> {
  const printed = join(folder, 'seconds.txt');
  const usage = await measure(loadProgram, [jsonFile(folder, 'task.json', task)], { stdout: printed });
  if (usage.code !== 0) throw new Error(`a load ended with exit code ${String(usage.code)}`);
  return { seconds: Number(readFileSync(printed, 'utf8')), usage };
}

const configFor = (server: PostgresServer, changes: Record<string, unknown> = {}) => ({
  tenant_key: 'bench',
  time_zone: 'America/Chicago',
  delivery: {
    kind: 'postgres' as const,
    host: '127.0.0.1',
    port: server.port,
    database,
    user: 'postgres',
    password: server.password,
    ssl_mode: 'disable' as const,
    ...changes,
  },
  limits: { max_reject_rate: 1, max_reject_rows: 1_000_000_000 },
});

/** Two loads of the invoices that are in the tables: the delivery's, and a bare COPY of the same file. */
async function loads(
  server: PostgresServer,
  folder: string,
): Promise<{ readonly rows: number; readonly ours: Task; readonly bare: Task }> {
  const ask = <Row extends object>(sql: string): Promise<Row[]> => server.queryIn<Row>(database, sql);
  const [batch] = await ask<{ manifest: string }>('SELECT manifest FROM legacy_ingest.batches');
  const content = JSON.parse(batch?.manifest ?? '{}') as Extract<
    Task,
    { kind: 'delivery' }
  >['batch']['manifest']['content'];
  const columns = (
    await ask<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'invoices_stream' AND column_name NOT IN ('id', 'created_at', 'processed') ORDER BY ordinal_position`,
    )
  ).map(({ name }) => name);
  const rows = await ask<Record<string, string | number | null>>('SELECT * FROM invoices_stream ORDER BY id');
  const escaped = (value: unknown): string =>
    value === null || value === undefined
      ? '\\N'
      : String(value).replace(/[\\\n\r\t]/g, (found) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r' })[found] ?? '\\t');
  const text = rows.map((row) => `${columns.map((name) => escaped(row[name])).join('\t')}\n`).join('');
  const path = join(folder, 'rows.copy');
  writeFileSync(path, text);
  const [report] = content.reports.filter((each) => each.report === 'invoices');
  if (report === undefined) throw new Error('the batch has no invoices');
  const file = {
    kind: 'data' as const,
    report: 'invoices',
    path,
    name: 'invoices.copy',
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  return {
    rows: rows.length,
    ours: {
      kind: 'delivery',
      config: configFor(server, { schema: 'ours', log_schema: 'ours_log' }),
      batch: {
        id: content.batchId,
        files: [file],
        generations: {},
        manifest: { name: 'manifest.json', text: '', content: { ...content, reports: [report] } },
      },
    },
    bare: {
      kind: 'bare',
      server: { host: '127.0.0.1', port: server.port, database, user: 'postgres', password: server.password },
      copy: `COPY bare.invoices_stream (${columns.join(', ')}) FROM STDIN`,
      file: path,
    },
  };
}

async function into(server: PostgresServer, invoices: number, folder: string): Promise<Finding[]> {
  const { lines, catalog } = await invoiceLines(invoices, folder);
  await server.query(`CREATE DATABASE ${database}`);
  const workspace = join(folder, 'workspace');
  rmSync(workspace, { recursive: true, force: true });
  const config = jsonFile(folder, 'destination.json', {
    ...configFor(server),
    workspace: { kind: 'directory', directory: workspace },
  });
  const whole = await measure(destinationProgram, ['write', '--config', config, '--catalog', catalog], {
    stdin: lines,
  });
  if (whole.code !== 0) throw new Error(`the sync ended with exit code ${String(whole.code)}`);
  const { rows, ours, bare } = await loads(server, folder);
  const all: { ours: Timed[]; bare: Timed[] } = { ours: [], bare: [] };
  for (let run = 0; run < runs; run += 1) {
    // both into an empty table with the same indexes
    await server.queryIn(
      database,
      `DROP SCHEMA IF EXISTS ours CASCADE; DROP SCHEMA IF EXISTS ours_log CASCADE; DROP SCHEMA IF EXISTS bare CASCADE;
       CREATE SCHEMA bare; CREATE TABLE bare.invoices_stream (LIKE public.invoices_stream INCLUDING ALL); CHECKPOINT`,
    );
    all.ours.push(await timed(ours, folder));
    await server.queryIn(database, 'CHECKPOINT');
    all.bare.push(await timed(bare, folder));
  }
  const [load, limit] = [middle(all.ours), middle(all.bare)];
  const ratio = load.seconds / limit.seconds;
  const each = (amount: number, took: number, { cpuSeconds }: Usage): string =>
    `${count(Math.round(amount / took))} rows/s, ${((cpuSeconds * 1e6) / amount).toFixed(1)} µs of CPU each`;
  return [
    {
      what: `postgres: ${count(invoices)} invoices with joins, from stdin`,
      measured: each(invoices, whole.wallSeconds, whole),
      limit: '',
      goal: 'none',
      met: true,
    },
    {
      what: `postgres: peak RSS`,
      measured: `${whole.peakRssMb.toFixed(0)} MB`,
      limit: '',
      goal: `< ${String(rssGoalMb)} MB`,
      met: whole.peakRssMb < rssGoalMb,
    },
    {
      what: `postgres: loading ${count(rows)} rows and reading them back`,
      measured: each(rows, load.seconds, load.usage),
      limit: `${each(rows, limit.seconds, limit.usage)} (a bare COPY)`,
      ratio,
      goal: `≤ ${ratioGoal.toFixed(1)} times`,
      met: ratio <= ratioGoal,
    },
  ];
}

/** A sync into the staging tables of a real server, and its load alone beside a bare COPY of the same rows. */
export const postgresPart: Part = {
  name: 'postgres',
  async run({ folder, sizes }) {
    if (!postgresPrograms.ready) return { skipped: postgresPrograms.why };
    const findings: Finding[] = [];
    for (const size of sizes.length > 0 ? sizes : defaultSizes) {
      const server = await startPostgres();
      try {
        findings.push(...(await into(server, size, folder)));
      } finally {
        await server.stop();
      }
    }
    return findings;
  },
};
