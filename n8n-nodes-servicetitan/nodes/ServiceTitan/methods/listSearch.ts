import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { readRows } from 'servicetitan-client';

import { asNodeError, connect } from '../../../transport';
import { labelled } from '../resources/label';
import { resourceOf } from '../resources/resource';

const pageSize = 100;
const noMembers = { names: [], of: () => [] };

/**
 * A page of the records of the chosen resource for a list to pick from. What is typed goes to the API where it can search;
 * digits are an id. Elsewhere the page is looked through.
 */
export async function searchRecords(
  this: ILoadOptionsFunctions,
  filter = '',
  paginationToken: string | number = '',
): Promise<INodeListSearchResult> {
  const { list, data, name } = resourceOf(this.getNode(), this.getCurrentNodeParameter('resource') as string);
  const { parameter, ids } = data.search;
  const text = filter.trim();
  const byId = ids && /^\d{5,}$/.test(text);
  const searched: Readonly<Record<string, string>> =
    text === '' ? {} : byId ? { ids: text } : parameter === undefined ? {} : { [parameter]: text };
  const page = Number(paginationToken) || (list.firstPage ?? 1);
  try {
    const client = await connect(this, { tries: 2 });
    const rows = readRows(client, { ...list, pageSize, firstPage: page }, name, {
      filters: searched,
      added: noMembers,
      ahead: false,
    });
    for await (const { items, last } of rows) {
      const found = items.map((item) => labelled(item, data.label));
      const look = text !== '' && Object.keys(searched).length === 0;
      return {
        results: look ? found.filter(({ name: label }) => label.toLowerCase().includes(text.toLowerCase())) : found,
        ...(last ? {} : { paginationToken: String(page + 1) }),
      };
    }
    return { results: [] };
  } catch (error) {
    throw asNodeError(this, error);
  }
}
