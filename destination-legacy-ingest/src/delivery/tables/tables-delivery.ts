import { createHash, randomUUID } from 'node:crypto';

import { isJsonObject } from 'airbyte-runtime';

import type { DeliveryContext } from '../create';
import type { Delivery, OutboundBatch } from '../delivery';

import { misfit, overtaken } from './errors';
import { loadBatch } from './load';
import { createLog } from './log';
import { logTablesOf, type LogPlace } from './log-tables';
import { keepRejects, keepRows, type KeepContext } from './quarantine';
import { completeOwn, createMissingTargets, problemsOf } from './schema';
import { labelOf, type Lock, type Session, type TableName, type TableServer } from './server';
import { sweepTables } from './sweep';
import { targetsOf, type TableMapping, type Target } from './targets';
import { locked } from './transaction';

export interface TablesOptions {
  /** of the staging tables */
  readonly schema: string;
  readonly log: LogPlace;
  /** whether staging tables that are missing are made */
  readonly createTables: boolean;
  readonly mappings?: readonly TableMapping[];
}

function reasonsOf({ manifest }: OutboundBatch): string[] {
  const told: unknown = JSON.parse(manifest.text);
  return isJsonObject(told) && Array.isArray(told.reasons) ? told.reasons.map(String) : [];
}

/**
 * Batches as rows of tables. A batch is one transaction: the rows, the reading back of what they add up to, and the line in
 * our own tables that says it is there. So after a crash that line tells. Nothing is held between two calls.
 */
export function createTablesDelivery(server: TableServer, options: TablesOptions, context: DeliveryContext): Delivery {
  const { tenantKey: tenant, format, disk } = context;
  const targets = targetsOf(format, options.schema, options.mappings);
  const tables = logTablesOf(options.log);
  const definitions = Object.values(tables) as (typeof tables)[keyof typeof tables][];
  const log = createLog(server, tables, tenant);
  const keeping: KeepContext = { server, disk, format, tables, targets };
  const where = (table: TableName): string => `${labelOf(table)} of ${server.place}`;
  /** number of the tenant's last batch when the sync began */
  let lastAtStart = 0;

  async function inTransaction<T>(lock: Lock, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await locked(server, lock, { tenant, sleep: context.sleep }, work);
    } catch (error) {
      throw server.explain(error);
    }
  }

  async function requireFit(session: Session, present = targets): Promise<void> {
    const problems = await problemsOf(session, server, present);
    if (problems.length > 0) throw misfit(tenant, server.place, problems);
  }

  async function makeTables(session: Session): Promise<void> {
    await completeOwn(session, server, definitions);
    if (options.createTables) await createMissingTargets(session, server, targets);
  }

  /** Whether tables can be made, where making one cannot be taken back. */
  async function tryTable(session: Session): Promise<void> {
    const { prefix, schema } = options.log;
    const table = { schema, name: `${prefix}check_${randomUUID().slice(0, 8)}` };
    await server.create(session, { ...tables.rejects, table });
    await session.query(`DROP TABLE ${server.nameOf(table)}`);
  }

  /** All that a sync does to tables, with no row. */
  async function rehearse(session: Session, present: readonly Target[]): Promise<void> {
    for (const target of present) {
      await session.remove(target.table, { sql: '1 = 0', values: [] });
      await session.load(
        target.table,
        target.columns.map(({ name }) => name),
        [],
      );
    }
    for (const { table } of definitions) if (!(await session.exists(table))) return;
    await log.last(session);
    await session.load(tables.batches.table, ['tenant', 'batch_id', 'status'], [[[tenant, 'check', 'check']]]);
    for (const { table } of definitions) await session.remove(table, { sql: '1 = 0', values: [] });
  }

  return {
    place: server.place,
    encoding: 'staging',
    async check() {
      const names = targets.map(({ table }) => labelOf(table)).join(', ');
      const missing = await inTransaction('tables', async (session) => {
        const absent: Target[] = [];
        for (const target of targets) if (!(await session.exists(target.table))) absent.push(target);
        const staying = server.transactionalTables || !options.createTables;
        if (server.transactionalTables) await makeTables(session);
        else await tryTable(session);
        const present = staying ? targets : targets.filter((target) => !absent.includes(target));
        await requireFit(session, present);
        await rehearse(session, present);
        // not committed: nothing of it stays
        return absent.map(({ table }) => labelOf(table));
      });
      const made = missing.length === 0 ? '' : ` The first sync makes ${missing.join(', ')}.`;
      return `Rows can be loaded into ${names} of ${server.place}.${made}`;
    },
    async prepare() {
      await inTransaction('tables', async (session) => {
        await makeTables(session);
        await requireFit(session);
        lastAtStart = (await log.last(session))?.number ?? 0;
        await session.commit();
      });
    },
    reference: ({ kind, report }) => {
      const target = targets.find((each) => each.report === report);
      return kind === 'rejects' || target === undefined ? labelOf(tables.rejects.table) : labelOf(target.table);
    },
    stage: () => inTransaction('none', (session) => requireFit(session)),
    async publish(batch) {
      await inTransaction('tenant', async (session) => {
        const last = await log.last(session);
        if (last?.id === batch.id) {
          context.log.info(`Batch ${batch.id} is in ${server.place} already; nothing was loaded again.`);
          return;
        }
        if ((last?.number ?? 0) !== lastAtStart) throw overtaken(tenant, server.place);
        const { content } = batch.manifest;
        const loads = await loadBatch(session, batch, { server, disk, tenant, targets });
        await keepRejects(session, batch.files, batch.id, keeping);
        await log.batch(session, content, 'published');
        await log.loaded(session, batch, loads);
        await session.commit();
      });
    },
    // under the lock: a commit whose answer was lost may still be under way
    wasPublished: ({ id }) => inTransaction('tenant', async (session) => (await log.last(session))?.id === id),
    discard: () => Promise.resolve(),
    async quarantine(batch) {
      await inTransaction('tenant', async (session) => {
        await keepRows(session, batch, keeping);
        await keepRejects(session, batch.files, batch.id, keeping);
        await log.batch(session, batch.manifest.content, 'quarantined', reasonsOf(batch));
        await session.commit();
      });
      return `batch ${batch.id} in ${where(tables.batches.table)} (its rows in ${tables.quarantined.table.name})`;
    },
    async keepRejects(files) {
      const digests = files.map(({ sha256 }) => sha256).join('\n');
      // no batch has these: the content names them, so that they are not there twice
      const id = createHash('sha256').update(digests).digest('hex').slice(0, 16);
      await inTransaction('tenant', async (session) => {
        await keepRejects(session, files, id, keeping);
        await session.commit();
      });
      return where(tables.rejects.table);
    },
    visibleSnapshots: () => inTransaction('none', (session) => log.snapshots(session)),
    sweep: (expiry) =>
      inTransaction('tenant', async (session) => {
        const removed = await sweepTables(session, expiry, { server, tables, targets, tenant });
        await session.commit();
        return removed;
      }),
    close: () => Promise.resolve(),
  };
}
