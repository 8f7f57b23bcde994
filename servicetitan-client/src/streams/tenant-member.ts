import { memberOf, type AddedMembers, type Member } from '../item-members';

/** `tenant_id` as JSON can write it: leading zeros are digits to a person but not to a parser. */
export function tenantNumber(tenantId: string): string {
  return BigInt(tenantId).toString();
}

/** What every record carries so that the rows of several tenants can lie in one table. */
export function tenantMember(tenantId: string): Member {
  return memberOf('tenantId', tenantNumber(tenantId));
}

/** The same members for each item of a read. */
export function sameForAll(members: readonly Member[]): AddedMembers {
  return { names: members.map(({ name }) => name), of: () => members };
}
