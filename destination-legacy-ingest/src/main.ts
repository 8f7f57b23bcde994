import { destinationMain } from 'airbyte-runtime';

import { createDestination, nodePorts } from './connector';

destinationMain(createDestination(nodePorts));
