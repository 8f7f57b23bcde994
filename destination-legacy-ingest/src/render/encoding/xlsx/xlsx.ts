import type { CompiledFormat, CompiledReport } from 'legacy-format';

import type { Disk } from '../../../disk/disk';
import type { EncodedRow, Encoding } from '../encoding';

import { cellWriter, columnLetters, textCell } from './cells';
import { sheetBytes, sheetRows } from './limits';
import { sheetEnd, sheetName, sheetStart, workbookParts } from './workbook';
import { createZipFile } from './zip-file';

/** Writes the rows of a sheet, header first. */
function rowWriter({ header, columns }: CompiledReport, { definition }: CompiledFormat) {
  const letters = header.map((_, at) => columnLetters(at));
  const writers = columns.slice(0, header.length).map((column) => cellWriter(column, definition));
  let row = 0;

  function line(cell: (place: string, at: number) => string): string {
    row += 1;
    const number = String(row);
    let text = `<row r="${number}">`;
    for (let at = 0; at < letters.length; at += 1) text += cell((letters[at] ?? '') + number, at);
    return `${text}</row>`;
  }

  return {
    header: (): string => line((place, at) => textCell(place, header[at] ?? '')),
    row: ({ cells, values }: EncodedRow): string =>
      line((place, at) => writers[at]?.(place, values[at] ?? null, cells[at] ?? '') ?? ''),
  };
}

/** Typed cells, as ServiceTitan's own export has them and as the format's `xlsx` section says. */
export function xlsxEncoding(format: CompiledFormat, disk: Disk): Encoding {
  const { xlsx, ...definition } = format.definition;
  return {
    extension: 'xlsx',
    // a full list is cut only where it must be
    maxRows: ({ mode }) =>
      Math.min(sheetRows - 1, mode === 'snapshot' ? Infinity : (definition.delivery.maxRowsPerFile ?? Infinity)),
    open(report, path) {
      const zip = createZipFile(disk, path);
      for (const [name, text] of workbookParts(xlsx)) {
        const part = zip.entry(name);
        part.write(text);
        part.end();
      }
      const sheet = zip.entry(sheetName);
      const writer = rowWriter(report, format);
      sheet.write(sheetStart(xlsx.freezeHeader));
      sheet.write(writer.header());
      return {
        row(row) {
          sheet.write(writer.row(row));
        },
        isFull: () => sheet.size() >= sheetBytes,
        finish() {
          sheet.write(sheetEnd);
          sheet.end();
          return zip.finish();
        },
      };
    },
  };
}
