import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { readRows } from 'servicetitan-client';

import { choices } from '../../../generated/resources';
import { asNodeError, connect } from '../../../transport';
import { labelled } from '../resources/label';
import { resourceOf } from '../resources/resource';

type LoadOptions = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** More than this nobody looks through; they name the ID with an expression. */
const enough = 2000;
const noMembers = { names: [], of: () => [] };

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number => a.name.localeCompare(b.name);

/** The tenant's own records of a resource, such as its business units, by name. */
function choicesOf(resource: string): LoadOptions {
  return async function () {
    const { list, data } = resourceOf(this.getNode(), resource);
    const options: INodePropertyOptions[] = [];
    try {
      const client = await connect(this, { tries: 2 });
      const active = data.inactive?.off ?? {};
      for await (const { items } of readRows(client, list, resource, {
        filters: active,
        added: noMembers,
        ahead: false,
      })) {
        for (const item of items) options.push(labelled(item, data.label.slice(0, 1)));
        if (options.length >= enough) break;
      }
    } catch (error) {
      throw asNodeError(this, error);
    }
    return options.sort(byName);
  };
}

/** The fields of the chosen resource; nothing is asked for. */
async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { data } = resourceOf(this.getNode(), this.getCurrentNodeParameter('resource') as string);
  return data.fields.map((field) => ({ name: field, value: field }));
}

/** "job_types" -> "getJobTypes" */
const methodName = (stream: string): string =>
  `get${stream.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())}`;

export const loadOptions: Readonly<Record<string, LoadOptions>> = {
  getFields,
  ...Object.fromEntries(choices.map((stream) => [methodName(stream), choicesOf(stream)])),
};
