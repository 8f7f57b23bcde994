import type { StreamSpec } from 'servicetitan-specs';

import type { ServiceTitanClient } from '../client';
import { readExport } from '../export-feed';
import { memberOf, type AddedMembers } from '../item-members';
import type { Item } from '../json-items';
import { readList } from '../list-paging';
import { fillPath, type Parameters } from '../url';
import { readWhole } from '../whole-answer';

import { collectionOf } from './collection';
import { midnight, type Days } from './days';

/** What narrows a read of a stream's rows: a parent, a window, a lower bound. */
export interface RowsRequest {
  /** keys of a parent by parameter: of the path, or of the query */
  readonly keys?: Readonly<Record<string, string>>;
  readonly days?: Days;
  /** query parameters that somebody chose, before the stream's own */
  readonly filters?: Parameters;
  /** for the stream's filter, or where its export feed begins */
  readonly bound?: string | null;
  /** what each record gets where it lacks it */
  readonly added: AddedMembers;
  /** the rows of this request are all that the stream has to say, so their number is worth knowing */
  readonly counted?: boolean;
  /** ask for the next page early */
  readonly ahead?: boolean;
  readonly signal?: AbortSignal;
}

export interface RowsPage {
  readonly items: readonly Item[];
  /** the server's clock when the read began */
  readonly readFrom: string;
  /** rows of the whole read, once the server has said so */
  readonly total?: number;
  readonly last: boolean;
}

/** A copy of a JSON value in which some texts stand for others. */
function substitute(value: unknown, texts: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return texts[value] ?? value;
  if (Array.isArray(value)) return value.map((element) => substitute(element, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, substitute(member, texts)]));
}

function bodyOf({ body, window }: StreamSpec, days: Days | undefined): Readonly<Record<string, unknown>> | undefined {
  if (body === undefined || window === undefined || days === undefined) return body;
  const texts = { [window.from]: midnight(days.start), [window.to]: midnight(days.end) };
  return substitute(body, texts) as Readonly<Record<string, unknown>>;
}

function parametersOf(stream: StreamSpec, { keys = {}, days, filters }: RowsRequest): Parameters {
  const { parameters = {}, path, window, body } = stream;
  const inQuery = Object.entries(keys).filter(([name]) => !path.includes(`{${name}}`));
  return {
    ...parameters,
    ...filters,
    ...Object.fromEntries(inQuery),
    ...(window === undefined || days === undefined || body !== undefined
      ? {}
      : { [window.from]: midnight(days.start), [window.to]: midnight(days.end) }),
  };
}

function boundOf(stream: StreamSpec, { bound = null }: RowsRequest): { parameter: string; value: string } | undefined {
  const parameter = stream.modifiedFilter ?? stream.createdFilter;
  return parameter === undefined || bound === null ? undefined : { parameter, value: bound };
}

/** Members that a read adds: the request's, and the window's start where records get it. */
function addedOf({ window }: StreamSpec, { added, days }: RowsRequest): AddedMembers {
  if (window?.as === undefined || days === undefined) return added;
  const start = memberOf(window.as, JSON.stringify(midnight(days.start)));
  return { names: [start.name, ...added.names], of: (item) => [start, ...added.of(item)] };
}

/**
 * Reads the rows of a stream that a request narrows, whatever feed they come from, from the first to the last.
 * @param label the stream that they are read for: itself, or the child whose parent it is
 * @throws ServiceTitanError; pages that were handed on before stay valid
 */
export async function* readRows(
  client: ServiceTitanClient,
  stream: StreamSpec,
  label: string,
  request: RowsRequest,
): AsyncGenerator<RowsPage> {
  const { pageSize, firstPage, sort, rows, columns, each, feed, countable } = stream;
  const { keys = {}, ahead, signal, days, filters = {}, bound = null } = request;
  const read = {
    ...collectionOf(stream),
    label,
    path: fillPath(stream.path, keys),
    parameters: parametersOf(stream, request),
    added: addedOf(stream, request),
    signal,
  };
  if (feed === 'export') {
    yield* readExport(client, { ...read, from: bound, ahead });
    return;
  }
  if (feed === 'whole') {
    yield { ...(await readWhole(client, { ...read, rows, columns, body: bodyOf(stream, days) })), last: true };
    return;
  }
  const list = {
    ...read,
    pageSize,
    firstPage,
    sort,
    rows,
    columns,
    ahead,
    // the count of one value is not the stream's
    countable: countable && each === undefined && request.counted === true,
    modifiedOnOrAfter: boundOf(stream, request),
  };
  const values =
    each === undefined || each.parameter in filters ? [{}] : each.values.map((value) => ({ [each.parameter]: value }));
  let readFrom: string | undefined;
  for (const [index, value] of values.entries()) {
    for await (const page of readList(client, { ...list, parameters: { ...read.parameters, ...value } })) {
      readFrom ??= page.readFrom;
      yield { ...page, readFrom, last: page.last && index === values.length - 1 };
    }
  }
}
