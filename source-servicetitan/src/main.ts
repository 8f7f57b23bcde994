import { sourceMain } from 'airbyte-runtime';

import { source } from './connector';

sourceMain(source);
