import { destinationMain } from 'airbyte-runtime';

import { destination } from './connector';

destinationMain(destination);
