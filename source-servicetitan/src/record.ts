import type { Item } from 'servicetitan-client';

/**
 * The record of an item: the API's own JSON text with `tenantId` put at its end, so that every digit, key order and
 * escape stays as ServiceTitan wrote it. An item always has members: the client refuses one without its primary key.
 */
export function toRecord(item: Item, tenantId: string): string {
  return 'tenantId' in item.value
    ? item.raw
    : `${item.raw.slice(0, item.raw.lastIndexOf('}'))},"tenantId":${tenantId}}`;
}

/** `tenant_id` as JSON can write it: leading zeros are digits to a person but not to a parser. */
export function tenantNumber(tenantId: string): string {
  return BigInt(tenantId).toString();
}
