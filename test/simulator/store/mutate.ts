import type { Clock } from '../clock';
import { exact, type Json, type JsonObject } from '../exact-json';
import { epochMsOf, parseTicks, ticksText, type Ticks } from '../ticks';
import type { CollectionName, Fields, Mutation, MutationOutcome, RowId } from '../types';

import { exportLagMs } from './feed';
import type { Stamps } from './stamps';
import type { Store } from './store';

export interface Stores {
  of(stream: CollectionName): Store;
}

function set(tree: JsonObject, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? path;
  let place = tree;
  for (const name of names) {
    const inner = place[name];
    const next: JsonObject = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? inner : {};
    place[name] = next;
    place = next;
  }
  place[last] = value as Json;
}

/** An id as it stands in a tree. */
function key(id: RowId): string {
  return /^\d+$/.test(String(id)) ? exact(String(id)) : String(id);
}

function rowOf(store: Store, id: RowId): number {
  const row = store.rowOf(id);
  if (row === undefined) throw new RangeError(`${store.stream} has no row with the id ${String(id)}`);
  return row;
}

function explicitStamp(text: string | undefined): Ticks | undefined {
  if (text === undefined) return undefined;
  const ticks = parseTicks(text);
  if (ticks === undefined) throw new RangeError(`modifiedOn is not a moment: ${text}`);
  return ticks;
}

/** Applies changes to a tenant's rows. Throws RangeError when a row does not exist or a moment cannot be read. */
export function createMutator(stores: Stores, stamps: Stamps, clock: Clock): (mutation: Mutation) => MutationOutcome {
  const keep = (store: Store, row: number, tree: JsonObject, stamp: Ticks, mutation: Mutation) => {
    tree.modifiedOn = ticksText(stamp);
    for (const [path, value] of Object.entries<unknown>(mutation.fields ?? {})) set(tree, path, value);
    const changedAt = mutation.modifiedOn === undefined ? clock.now() : epochMsOf(stamp);
    const visibleAt = changedAt + exportLagMs + (mutation.lateBySeconds ?? 0) * 1000;
    store.write(row, tree, { visibleAt, deleted: mutation.action === 'delete' });
    return store.idText(row);
  };

  const change = (mutation: Mutation, id: RowId, changes: Fields, stamp: Ticks): string => {
    const store = stores.of(mutation.stream);
    const row = rowOf(store, id);
    return keep(store, row, { ...store.tree(row), ...(changes as JsonObject) }, stamp, mutation);
  };

  const add = (mutation: Mutation, stamp: Ticks): string => {
    const store = stores.of(mutation.stream);
    if (mutation.fields?.id !== undefined) throw new RangeError('the simulator gives added rows their ids');
    const row = store.count();
    const stampText = ticksText(stamp);
    const tree: JsonObject = { ...store.tree(row), createdOn: stampText, active: true };
    if (mutation.action === 'add' && mutation.ownerId !== undefined) {
      if (store.ownerMember === undefined) throw new RangeError(`rows of ${store.stream} belong to no other row`);
      tree[store.ownerMember] = key(mutation.ownerId);
    }
    if (mutation.stream === 'invoices') addParts(row, tree, mutation, stamp);
    return keep(store, row, tree, stamp, mutation);
  };

  /** An invoice brings its items and, while rows of jobs and invoices go in step, its job. */
  const addParts = (row: number, invoice: JsonObject, mutation: Mutation, stamp: Ticks) => {
    const lines = Array.isArray(invoice.items) ? (invoice.items as JsonObject[]) : [];
    const stampText = ticksText(stamp);
    for (const line of lines) {
      const items = stores.of('invoice_items');
      Object.assign(line, { id: exact(items.idText(items.count())), createdOn: stampText, modifiedOn: stampText });
      const part = { ...line, active: true, invoiceId: invoice.id ?? null };
      keep(items, items.count(), part, stamp, { ...mutation, fields: {}, stream: 'invoice_items', action: 'add' });
    }
    const jobs = stores.of('jobs');
    if (jobs.count() === row && invoice.job !== null) {
      const job = { ...jobs.tree(row), createdOn: stampText, active: true, invoiceId: invoice.id ?? null };
      keep(jobs, row, job, stamp, { ...mutation, fields: {}, stream: 'jobs', action: 'add' });
    }
  };

  return (mutation) => {
    const given = explicitStamp(mutation.modifiedOn);
    const stamp = () => given ?? stamps.next();
    switch (mutation.action) {
      case 'add':
        return { ids: Array.from({ length: mutation.count ?? 1 }, () => add(mutation, stamp())) };
      case 'edit':
        return { ids: [change(mutation, mutation.id, {}, stamp())] };
      case 'activate':
        return { ids: [change(mutation, mutation.id, { active: true }, stamp())] };
      case 'deactivate':
      case 'delete':
        return { ids: [change(mutation, mutation.id, { active: false }, stamp())] };
      case 'merge': {
        const target = exact(stores.of(mutation.stream).idText(rowOf(stores.of(mutation.stream), mutation.intoId)));
        const merged = change(mutation, mutation.id, { active: false, mergedToId: target }, stamp());
        return { ids: [merged, change({ ...mutation, fields: {} }, mutation.intoId, {}, stamp())] };
      }
      case 'edit-many': {
        const store = stores.of(mutation.stream);
        const count = Math.min(mutation.count ?? 2, store.count());
        const ids = mutation.ids ?? Array.from({ length: count }, (_, row) => store.idText(row));
        const together = stamps.together(ids.length, mutation.equalStamps ?? false);
        return { ids: ids.map((id, index) => change(mutation, id, {}, given ?? together[index] ?? stamps.next())) };
      }
    }
  };
}
