import type { CompiledFormat } from 'legacy-format';

import type { Disk } from '../../disk/disk';
import { createTextFile } from '../text-file';

import { copyLine } from './copy-text';
import type { Encoding } from './encoding';

/**
 * The rows of the report's staging table as COPY takes them, so that loading them is passing bytes on. The version of the
 * batch is not known yet and must not be part of the content, or the same rows would never be recognised: its column is null.
 */
export function stagingEncoding(_format: CompiledFormat, disk: Disk): Encoding {
  return {
    extension: 'copy',
    maxRows: () => Infinity,
    open({ key, staging }, path) {
      if (staging === null) throw new Error(`report ${key} has no staging table, which check should have said`);
      const file = createTextFile(disk, path);
      return {
        row(row) {
          file.write(copyLine(staging.row(row, { version: null })));
        },
        finish: () => file.finish(),
      };
    },
  };
}
