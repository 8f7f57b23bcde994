import type { Message } from './messages';

interface StoredState {
  readonly type?: string;
  readonly stream?: { readonly stream_descriptor: { readonly name: string; readonly namespace?: string } };
}

function keyOf(state: StoredState): string {
  const descriptor = state.stream?.stream_descriptor;
  return JSON.stringify([descriptor?.namespace ?? null, descriptor?.name ?? null]);
}

/** What the next read is given: the last acknowledged state of every stream, older ones kept for streams not synced now. */
export function mergeStates(before: unknown, acknowledged: readonly Message[]): StoredState[] {
  const merged = new Map<string, StoredState>();
  for (const state of Array.isArray(before) ? (before as StoredState[]) : []) merged.set(keyOf(state), state);
  for (const message of acknowledged) {
    const { stream, type } = (message.state ?? {}) as StoredState;
    if (stream !== undefined) merged.set(keyOf({ stream }), { type: type ?? 'STREAM', stream });
  }
  return [...merged.values()];
}
