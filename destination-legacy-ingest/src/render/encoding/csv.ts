import { csvEncoder, type CompiledFormat } from 'legacy-format';

import type { Disk } from '../../disk/disk';
import { createTextFile } from '../text-file';

import type { Encoding } from './encoding';

/** The text of each cell, as the format's `csv` section says. */
export function csvEncoding({ definition }: CompiledFormat, disk: Disk): Encoding {
  return {
    extension: 'csv',
    // a reader that takes a file for the full list would switch off whoever is in the other part of it
    maxRows: ({ mode }) => (mode === 'snapshot' ? Infinity : (definition.delivery.maxRowsPerFile ?? Infinity)),
    open(report, path) {
      const csv = csvEncoder(definition.csv);
      const file = createTextFile(disk, path);
      file.write(csv.start(report.header));
      return {
        row({ cells }) {
          file.write(csv.line(cells));
        },
        finish: () => file.finish(),
      };
    },
  };
}
