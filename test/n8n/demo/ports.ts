import { createServer } from 'node:net';

export interface DemoPorts {
  readonly n8n: number;
  readonly broker: number;
  readonly serviceTitan: number;
  readonly airbyte: number;
}

export const portsFrom = (first: number): DemoPorts => ({
  n8n: first,
  broker: first + 1,
  serviceTitan: first + 2,
  airbyte: first + 3,
});

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => resolve(true));
    });
  });
}

/** @throws in words for the person who typed the command */
export async function requireFree(ports: DemoPorts): Promise<void> {
  for (const port of Object.values(ports) as number[])
    if (!(await isFree(port)))
      throw new Error(
        `Port ${String(port)} of this machine is in use, perhaps by another n8n. ` +
          `Stop that, or choose another port: npm run n8n -- --port ${String(ports.n8n + 100)}`,
      );
}
