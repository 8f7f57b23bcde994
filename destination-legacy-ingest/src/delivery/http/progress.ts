import { join } from 'node:path';

import { isJsonObject } from 'airbyte-runtime';

import type { Disk } from '../../disk/disk';
import { syncDirectory, writeDurably } from '../../disk/files';

/** Which files of a batch the receiver took, kept so that a run after a kill does not send them again. */
export interface Progress {
  has(batchId: string, name: string): boolean;
  /** Returns when it would survive a power cut. */
  note(batchId: string, name: string): void;
}

const fileName = 'uploads.json';

interface Noted {
  readonly batchId: string;
  readonly names: readonly string[];
}

function read(disk: Disk, path: string): Noted | undefined {
  if (!disk.existsSync(path)) return undefined;
  try {
    const value: unknown = JSON.parse(disk.readFileSync(path, 'utf8'));
    if (!isJsonObject(value) || typeof value.batchId !== 'string' || !Array.isArray(value.names)) return undefined;
    return { batchId: value.batchId, names: value.names.filter((name) => typeof name === 'string') };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @param directory undefined when nothing is kept between syncs: then the idempotency key is all there is */
export function openProgress(disk: Disk, directory: string | undefined): Progress {
  const path = directory && join(directory, fileName);
  let noted = path === undefined ? undefined : read(disk, path);
  return {
    has: (batchId, name) => noted?.batchId === batchId && noted.names.includes(name),
    note(batchId, name) {
      noted = { batchId, names: [...(noted?.batchId === batchId ? noted.names : []), name] };
      if (directory === undefined || path === undefined) return;
      disk.mkdirSync(directory, { recursive: true });
      writeDurably(disk, `${path}.part`, JSON.stringify(noted));
      disk.renameSync(`${path}.part`, path);
      syncDirectory(disk, directory);
    },
  };
}
