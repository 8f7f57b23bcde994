/**
 * Loads the rows of one batch into PostgreSQL and prints the seconds it took, connecting and committing with it.
 * node load-tables.js <file with a Task as JSON>
 */
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import type { DestinationConfig } from 'destination-legacy-ingest/lib/config';
import { createDelivery } from 'destination-legacy-ingest/lib/delivery/create';
import type { OutboundBatch } from 'destination-legacy-ingest/lib/delivery/delivery';
import { nodeDisk } from 'destination-legacy-ingest/lib/disk/disk';
import { loadFormat } from 'destination-legacy-ingest/lib/format';
import { Client, type ClientConfig } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type Task =
  | {
      readonly kind: 'delivery';
      readonly config: DestinationConfig;
      readonly batch: OutboundBatch;
    }
  | {
      readonly kind: 'bare';
      readonly server: ClientConfig;
      /** COPY ... FROM STDIN */
      readonly copy: string;
      /** in COPY's text format */
      readonly file: string;
    };

const seconds = (since: bigint): number => Number(process.hrtime.bigint() - since) / 1e9;
const silent = (): void => undefined;

/** All that a sync does once its rows stand in a file. */
async function deliver(config: DestinationConfig, batch: OutboundBatch): Promise<number> {
  const delivery = createDelivery(config, {
    format: loadFormat(config),
    disk: nodeDisk,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    sleep: (ms) => sleep(ms),
    now: Date.now,
  });
  await delivery.prepare(undefined);
  const began = process.hrtime.bigint();
  await delivery.stage(batch);
  await delivery.publish(batch);
  const took = seconds(began);
  await delivery.close();
  return took;
}

async function copyBare(server: ClientConfig, copy: string, file: string): Promise<number> {
  const began = process.hrtime.bigint();
  const client = new Client(server);
  await client.connect();
  await client.query('BEGIN');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), client.query(copyFrom(copy)));
  await client.query('COMMIT');
  await client.end();
  return seconds(began);
}

async function main(path: string): Promise<void> {
  const task = JSON.parse(readFileSync(path, 'utf8')) as Task;
  const took =
    task.kind === 'delivery'
      ? await deliver(task.config, task.batch)
      : await copyBare(task.server, task.copy, task.file);
  console.log(took);
}

void main(process.argv[2] ?? '');
