import { BadBodyError } from './errors';
import { isObject, onOneLine, pick, readJson } from './json-body';
import type { Item } from './json-items';
import { elementTexts } from './json-slices';
import { cellTexts } from './table-page';
import type { HttpResponse } from './transport';

/** Where an answer that is not a plain page has its rows. */
export interface AnswerShape {
  /** member that holds the array of rows, default "data"; empty: the answer itself is the array or the one item */
  readonly rows?: string | undefined;
  /** the rows are arrays of cells; this member of the answer lists the columns as {name} */
  readonly columns?: string | undefined;
}

export interface AnswerRows {
  readonly items: readonly Item[];
  /** null when the answer does not say */
  readonly hasMore: boolean | null;
}

function columnNames(answer: Readonly<Record<string, unknown>>, member: string): string[] {
  const columns = answer[member];
  const names = Array.isArray(columns) ? columns.map((column) => (isObject(column) ? column.name : undefined)) : [];
  if (!Array.isArray(columns) || !names.every((name) => typeof name === 'string'))
    throw new BadBodyError(`a body whose "${member}" does not name the columns`);
  if (new Set(names).size !== names.length) throw new BadBodyError('a body with two columns of one name');
  return names;
}

/** An object's text from the texts of its cells, which are kept exactly. */
function objectText(row: string, names: readonly string[]): string {
  const cells = cellTexts(row);
  if (cells.length !== names.length)
    throw new BadBodyError(`a row of ${cells.length} cells under ${names.length} columns`);
  return `{${cells.map((cell, index) => `${JSON.stringify(names[index])}:${cell}`).join(',')}}`;
}

function itemOf(raw: string, value: unknown, members: readonly string[]): Item {
  if (!isObject(value)) throw new BadBodyError('a row that is not an object');
  return { raw: onOneLine(raw), value: pick(value, members) };
}

function columnItem(row: string, value: unknown, names: readonly string[], members: readonly string[]): Item {
  if (!Array.isArray(value)) throw new BadBodyError('a row that is not an array of cells');
  const entries = names.map((name, index) => [name, (value as readonly unknown[])[index]] as const);
  return { raw: objectText(row, names), value: pick(Object.fromEntries(entries), members) };
}

/** The answer is an array, one item, or nothing: `null`, as the server's framework writes a missing object. */
function bareItems(text: string, value: unknown, members: readonly string[]): Item[] {
  if (value === null) return [];
  if (!Array.isArray(value)) return [itemOf(text.trim(), value, members)];
  const texts = elementTexts(`{"rows":${text}}`, 'rows');
  return value.map((element, index) => itemOf(texts[index] ?? '', element, members));
}

/**
 * Reads the rows of an answer of another shape than a page of objects.
 * @param members top-level members that the caller looks at
 * @throws BadBodyError for a body that does not hold such rows
 */
export function parseRows(response: HttpResponse, shape: AnswerShape, members: readonly string[]): AnswerRows {
  const { rows = 'data', columns } = shape;
  const { text, value: answer } = readJson(response);
  if (rows === '') return { items: bareItems(text, answer, members), hasMore: null };
  if (!isObject(answer)) throw new BadBodyError('a body that is not an object');
  const values = answer[rows];
  if (!Array.isArray(values)) throw new BadBodyError(`a body without a "${rows}" array`);
  const texts = elementTexts(text, rows);
  const names = columns === undefined ? null : columnNames(answer, columns);
  const items = values.map((value, index) =>
    names === null ? itemOf(texts[index] ?? '', value, members) : columnItem(texts[index] ?? '', value, names, members),
  );
  return { items, hasMore: typeof answer.hasMore === 'boolean' ? answer.hasMore : null };
}
