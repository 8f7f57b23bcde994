import { csvEncoder, resolveFormat, type ResolvedFormat } from 'legacy-format';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { cellTexts } from 'servicetitan-client';
import { legacyFormats } from 'servicetitan-specs';

/** Rows whose text is made at a time: the text of a whole file can be longer than a string may be. */
const rowsAtOnce = 5_000;

const plain = resolveFormat(legacyFormats['servicetitan-reports']).csv;

/** What a file name cannot hold, on any system. */
const unsafe = /[\\/:*?"<>|\p{Cc}]/gu;

/** The bytes of a CSV file. @param csv how it is written; default: as the ready-made formats are */
export function csvBytes(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  csv: ResolvedFormat['csv'] = plain,
): Buffer {
  const encoder = csvEncoder(csv);
  const parts = [Buffer.from(encoder.start(header))];
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    parts.push(
      Buffer.from(
        rows
          .slice(at, at + rowsAtOnce)
          .map((cells) => encoder.line(cells))
          .join(''),
      ),
    );
  return Buffer.concat(parts);
}

/** A CSV file as binary data of n8n. */
export function csvFile(context: IExecuteFunctions, name: string, bytes: Buffer): Promise<IBinaryData> {
  return context.helpers.prepareBinaryData(bytes, name.replace(unsafe, '-'), 'text/csv');
}

/** The cells of a report's row as text: numbers with the digits that ServiceTitan sent, nothing for null. */
export function reportCells(row: string): string[] {
  return cellTexts(row).map((text) =>
    text === 'null' ? '' : text.startsWith('"') ? (JSON.parse(text) as string) : text,
  );
}
