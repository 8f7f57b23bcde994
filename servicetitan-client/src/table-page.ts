import { BadBodyError } from './errors';
import { isObject, onOneLine, readJson } from './json-body';
import { elementTexts } from './json-slices';
import type { HttpResponse } from './transport';

export interface TableField {
  readonly name: string;
  /** as the reporting screens show it */
  readonly label: string;
}

/** A page of rows that are arrays of cells in the order of `fields`: report runs and dynamic value sets answer so. */
export interface TablePage {
  readonly fields: readonly TableField[];
  /** JSON text of each row exactly as ServiceTitan wrote it: an array with a cell for each field */
  readonly rows: readonly string[];
  readonly hasMore: boolean;
  /** the page that the server says this is */
  readonly page: number | null;
  /** rows of all pages; null unless `includeTotal` was asked for */
  readonly totalCount: number | null;
}

function fieldOf(value: unknown): TableField {
  if (!isObject(value) || typeof value.name !== 'string') throw new BadBodyError('a field without a name');
  return { name: value.name, label: typeof value.label === 'string' ? value.label : value.name };
}

const wholeOrNull = (value: unknown): number | null => (Number.isSafeInteger(value) ? Number(value) : null);

/**
 * Reads the body of a table page. JSON.parse proves the text; the rows are cut out of the text itself, so that every
 * digit of a cell stays.
 * @throws BadBodyError for a body that is not such a page, or whose rows do not have a cell for each field
 */
export function parseTablePage(response: HttpResponse): TablePage {
  const { text, value: whole } = readJson(response);
  if (!isObject(whole)) throw new BadBodyError('a body that is not an object');
  const { data, fields: given, hasMore, page, totalCount } = whole;
  if (!Array.isArray(given)) throw new BadBodyError('a body without a "fields" array');
  if (!Array.isArray(data)) throw new BadBodyError('a body without a "data" array');
  if (typeof hasMore !== 'boolean') throw new BadBodyError('a body without "hasMore"');
  const fields = given.map(fieldOf);
  if (!data.every((row) => Array.isArray(row) && row.length === fields.length))
    throw new BadBodyError('"data" holds a row that does not have a cell for each field');
  return {
    fields,
    rows: elementTexts(text, 'data'),
    hasMore,
    page: wholeOrNull(page),
    totalCount: wholeOrNull(totalCount),
  };
}

/** The JSON texts of a row's cells, each on one line. */
export function cellTexts(row: string): string[] {
  const cells = elementTexts(`{"row":${row}}`, 'row');
  return cells.map(onOneLine);
}
