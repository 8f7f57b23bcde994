import type { IDataObject } from 'n8n-workflow';

import type { WatchPosition } from './watched';

/** What the trigger keeps from poll to poll, in n8n's static data of the workflow. */
export interface TriggerState {
  /** counts the polls that were finished: a poll that was overtaken by another one finds another number */
  readonly revision: number;
  readonly resource: string;
  readonly tenantId: string;
  /** ISO-8601, the server's clock: changes before it are no news */
  readonly since: string;
  /** the server's clock when the last poll began */
  readonly looked: string;
  readonly position: WatchPosition;
  /** a list that the last poll did not read to its end: its next page, and when its first one was asked for */
  readonly goOn: { readonly page: number; readonly began: string } | null;
  /** the newest version of each record that was handed on lately, by its key */
  readonly seen: Readonly<Record<string, string>>;
}

const member = 'serviceTitan';

/** The state of the last poll; null before the first, and when the trigger watches something else now. */
export function readState(
  data: IDataObject,
  { resource, tenantId }: Pick<TriggerState, 'resource' | 'tenantId'>,
): TriggerState | null {
  const state = data[member] as unknown as TriggerState | undefined;
  return state?.resource === resource && state.tenantId === tenantId ? state : null;
}

const revisionOf = (data: IDataObject): number => (data[member] as unknown as TriggerState | undefined)?.revision ?? 0;

/** A place to put the next state. It is taken at the beginning of a poll. */
export interface Turn {
  /** False, and nothing is kept, when another poll was finished meanwhile: it has handed on the same changes. */
  keep(state: Omit<TriggerState, 'revision'>): boolean;
}

export function takeTurn(data: IDataObject): Turn {
  const revision = revisionOf(data);
  return {
    keep(state) {
      if (revisionOf(data) !== revision) return false;
      data[member] = { revision: revision + 1, ...state };
      return true;
    },
  };
}
