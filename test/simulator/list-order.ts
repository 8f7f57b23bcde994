import { hash } from './generate/random';
import type { Store } from './store/store';

export interface ListOrder {
  /** `Id`, another field in PascalCase, or none in particular. */
  field: string | null;
  descending: boolean;
}

type Walk = (place: number) => number;

/** Rows sorted by anything but their id are sorted once and kept until the store changes. */
export interface Orders {
  /** The row at a place of this order. */
  walk(store: Store, order: ListOrder): Walk;
}

function keyOf(store: Store, field: string | null): (row: number) => number | string {
  if (field === null) return (row) => hash(7, 7, row);
  if (field === 'ModifiedOn') return store.modified;
  if (field === 'CreatedOn') return store.created;
  const member = field.charAt(0).toLowerCase() + field.slice(1);
  return (row) => String((JSON.parse(store.text(row)) as Record<string, unknown>)[member]);
}

export function createOrders(): Orders {
  const sorted = new WeakMap<Store, Map<string | null, { version: number; rows: Uint32Array }>>();
  const rowsBy = (store: Store, field: string | null): Uint32Array => {
    const ofStore = sorted.get(store) ?? new Map<string | null, { version: number; rows: Uint32Array }>();
    sorted.set(store, ofStore);
    const found = ofStore.get(field);
    if (found !== undefined && found.version === store.version()) return found.rows;
    const key = keyOf(store, field);
    const keys = Array.from({ length: store.count() }, (_, row) => key(row));
    const compare = (a: number, b: number) => {
      const [left = 0, right = 0] = [keys[a], keys[b]];
      return left < right ? -1 : left > right ? 1 : a - b;
    };
    const rows = Uint32Array.from(keys, (_, row) => row).sort(compare);
    ofStore.set(field, { version: store.version(), rows });
    return rows;
  };
  return {
    walk: (store, { field, descending }) => {
      const last = store.count() - 1;
      const rows = field === 'Id' ? null : rowsBy(store, field);
      const ascending: Walk = rows === null ? (place) => place : (place) => rows[place] ?? 0;
      return descending ? (place) => ascending(last - place) : ascending;
    },
  };
}
