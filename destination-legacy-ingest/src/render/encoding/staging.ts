import type { CompiledFormat } from 'legacy-format';

import type { Disk } from '../../disk/disk';
import { createTextFile } from '../text-file';

import type { Encoding } from './encoding';

/**
 * The rows of the report's staging table, one JSON array a line. The version of the batch is not known yet and must not
 * be part of the content, or the same rows would never be recognised: its column is null.
 */
export function stagingEncoding(_format: CompiledFormat, disk: Disk): Encoding {
  return {
    extension: 'jsonl',
    maxRows: () => Infinity,
    open({ key, staging }, path) {
      if (staging === null) throw new Error(`report ${key} has no staging table, which check should have said`);
      const file = createTextFile(disk, path);
      return {
        row(row) {
          file.write(`${JSON.stringify(staging.row(row, { version: null }))}\n`);
        },
        finish: () => file.finish(),
      };
    },
  };
}
