import type { INodeProperties } from 'n8n-workflow';

import { filters, keys, menu, records } from '../../../generated/properties';

import { changes } from './changes';
import { connection } from './connection';
import { legacyReport } from './legacyReport';
import { days, listing } from './listing';
import { output } from './output';
import { report } from './report';

/** The node's fields, in the order in which they are filled in. */
export const properties: INodeProperties[] = [
  ...menu,
  ...connection,
  ...legacyReport,
  ...report,
  ...keys,
  ...records,
  ...days,
  ...listing,
  ...filters,
  ...changes,
  ...output,
];
