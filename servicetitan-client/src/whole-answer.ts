import { parseRows } from './answer-rows';
import type { ServiceTitanClient } from './client';
import { missingKeyError } from './found-errors';
import { itemKey } from './item-key';
import { itemView } from './item-view';
import type { Item } from './json-items';
import type { ShapedRead } from './rows-read';
import { beganAt } from './server-clock';
import { queryOf } from './url';

export interface WholeRead extends ShapedRead {
  /** of a read that is a POST */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

export interface WholeAnswer {
  readonly items: readonly Item[];
  /** ISO-8601: the server's clock when the request set out */
  readonly readFrom: string;
}

/**
 * Reads an endpoint that answers at once: an array, `{data: []}`, an array under another name, or a single object. A
 * page's `hasMore` means nothing here, since the endpoint takes no page; 204 is no row, as the server's framework says
 * "no object".
 * @throws ServiceTitanError
 */
export async function readWhole(client: ServiceTitanClient, read: WholeRead): Promise<WholeAnswer> {
  const { path, label, scope, parameters = {}, body, signal, primaryKey } = read;
  const view = itemView(read);
  const answer = await client.request<WholeAnswer>(
    { method: body === undefined ? 'GET' : 'POST', path, query: queryOf(parameters), body },
    { label, scope, signal },
    (response, timing) => ({
      items: response.status === 204 ? [] : view.finish(parseRows(response, read, view.members).items),
      readFrom: beganAt(response, timing),
    }),
  );
  for (const item of answer.items) {
    const found = itemKey(item, primaryKey);
    if ('missing' in found) throw missingKeyError({ ...client.tenant, label, scope }, found.missing);
  }
  return answer;
}
