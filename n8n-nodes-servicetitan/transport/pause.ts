import { sleep } from 'n8n-workflow';

/** Waits, at most until the execution is stopped. Not n8n's sleepWithAbort: versions 2.41 and later do not have it. */
export async function pause(ms: number, stopped: AbortSignal | undefined): Promise<void> {
  if (stopped === undefined) return sleep(ms);
  let leave: () => void = () => undefined;
  const stop = new Promise<void>((resolve) => {
    leave = resolve;
  });
  stopped.addEventListener('abort', leave);
  if (stopped.aborted) leave();
  await Promise.race([sleep(ms), stop]);
  stopped.removeEventListener('abort', leave);
}
