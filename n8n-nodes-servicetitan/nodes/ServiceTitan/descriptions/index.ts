import type { INodeProperties } from 'n8n-workflow';

import { filters, keys, menu, records } from '../../../generated/properties';

import { changes } from './changes';
import { days, listing } from './listing';
import { output } from './output';

/** The node's fields, in the order in which they are filled in. */
export const properties: INodeProperties[] = [
  ...menu,
  ...keys,
  ...records,
  ...days,
  ...listing,
  ...filters,
  ...changes,
  ...output,
];
