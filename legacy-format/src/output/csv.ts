import type { ResolvedFormat } from '../resolve';

/** Cells to CSV text. `start` gives the first characters of a file (byte-order mark, header), `line` one row. */
export interface CsvEncoder {
  start(header: readonly string[]): string;
  line(cells: readonly string[]): string;
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * One encoder per file: without a final newline it has to know which line is the first. A row that is one empty cell is
 * quoted, because an empty line is read as no row.
 */
export function csvEncoder({
  bom,
  delimiter,
  quote,
  quoteMode,
  lineEnding,
  header,
  finalNewline,
}: ResolvedFormat['csv']): CsvEncoder {
  const newline = lineEnding === 'crlf' ? '\r\n' : '\n';
  const doubled = quote + quote;
  const special = new RegExp(
    `[${[delimiter, quote].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}\\r\\n]`,
  );
  const always = quoteMode === 'all';
  let first = true;

  const quoted = (cell: string): string =>
    quote + (cell.includes(quote) ? cell.replaceAll(quote, doubled) : cell) + quote;

  const line = (cells: readonly string[]): string => {
    let text = '';
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] as string;
      if (i > 0) text += delimiter;
      text += always || special.test(cell) ? quoted(cell) : cell;
    }
    if (text === '' && cells.length === 1) text = doubled;
    if (finalNewline) return text + newline;
    const separated = first ? text : newline + text;
    first = false;
    return separated;
  };

  return { start: (cells) => (bom ? BYTE_ORDER_MARK : '') + (header ? line(cells) : ''), line };
}
