import { ServiceTitanError } from './errors';

/** @throws ServiceTitanError (aborted) once nobody waits for the answer of `label` any more */
export function throwIfAborted(signal: AbortSignal | undefined, label: string): void {
  if (signal?.aborted !== true) return;
  throw new ServiceTitanError({
    kind: 'aborted',
    failureType: 'transient',
    message: `Reading ${label} was stopped before it was done.`,
    label,
  });
}
